import { parseArgs } from 'node:util';
import type { Log } from '../../app/program/log.ts';
import { invalid, type OptionTable, type Values } from './options.ts';
import { didYouMean } from '../../../src-shared/format/suggest.ts';
import type { Terminal } from './terminal.ts';

/** What a command receives besides its arguments. */
export interface Io {
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes the command's result. */
  out(text: string): void;
  /** For progress, notes and warnings. */
  readonly err: Terminal;
}

/** A log that prints warnings and errors as notes on stderr. */
export const warningsTo = (io: Io): Log => ({
  info: () => undefined,
  warn: (message) => io.err.write(`warning: ${message}\n`),
  error: (message) => io.err.write(`error: ${message}\n`),
});

/** A command's parsed arguments. */
export interface Call<O extends OptionTable> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
}

/**
 * Parses options by their table, and the positionals listed in `names`: `FILE`, `FILE…` (one or more, last only) or
 * `[NAME…]` (any number).
 * @throws Failure `call/invalid`
 */
export function readCall<O extends OptionTable>(
  args: readonly string[],
  options: O,
  names: readonly string[],
): Call<O> {
  const { positionals, given } = parse(args, options);
  const needed = names.filter((name) => !name.startsWith('['));
  const many = names.at(-1)?.includes('…') === true;
  const missing = needed[positionals.length];
  if (missing !== undefined) throw invalid(`${missing.replace('…', '')} is missing`);
  const extra = positionals[names.length];
  if (!many && extra !== undefined) throw invalid(`"${extra}" is one argument too many`);
  if (positionals.includes('')) throw invalid('an argument is empty');
  const values = Object.entries(options).map(([name, option]) => [
    name,
    option.read(given.get(name) ?? [], `--${name}`),
  ]);
  // The option that read each value also determines its type in the table.
  return { positionals, values: Object.fromEntries(values) as Values<O> };
}

function parse(
  args: readonly string[],
  table: OptionTable,
): { positionals: readonly string[]; given: ReadonlyMap<string, readonly string[]> } {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { takesValue, short }]) => [
      name,
      { type: takesValue ? 'string' : 'boolean', ...(short === undefined ? {} : { short }) } as const,
    ]),
  );
  const asked = { args: joinNegatives(args, table), options, allowPositionals: true, tokens: true } as const;
  try {
    parseArgs({ ...asked, strict: true });
  } catch (cause) {
    if (!(cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS'))) {
      throw cause;
    }
    // The first sentence names the error; the advice after it is about Node's parseArgs, not about Divisi.
    const message = (cause.message.split('. ')[0] ?? cause.message).replaceAll("'", '"');
    throw invalid(`${message}${suggestion(asked, table)}`, cause);
  }
  const { tokens, positionals } = parseArgs({ ...asked, strict: false });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? '']);
  }
  return { positionals, given };
}

/** `--loudness -14` as `--loudness=-14`: Node takes what begins with a dash for an option, and no option is a number. */
function joinNegatives(args: readonly string[], table: OptionTable): string[] {
  const joined: string[] = [];
  const end = args.indexOf('--');
  for (const [index, arg] of args.entries()) {
    const before = joined.at(-1) ?? '';
    const name = before.slice(2);
    const takesValue =
      before.startsWith('--') && Object.hasOwn(table, name) && table[name]?.takesValue === true;
    const isNumber = /^-\.?\d/.test(arg) && (end === -1 || index < end);
    if (takesValue && isNumber) joined.splice(-1, 1, `${before}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/** Suggests the option that was probably meant if the first error is an unknown option. */
function suggestion(asked: Parameters<typeof parseArgs>[0], table: OptionTable): string {
  const { tokens } = parseArgs({ ...asked, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(table, token.name));
  if (unknown?.kind !== 'option' || unknown.name.length < 2) return '';
  return didYouMean(
    unknown.rawName,
    Object.keys(table).map((name) => `--${name}`),
  );
}
