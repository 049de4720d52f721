import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Log } from '../../app/program/log.ts';
import type { Terminal } from './terminal.ts';
import { parseTime as readTime } from '../../../src-shared/format/time.ts';

/** What a command is given beside its arguments. */
export interface Io {
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** The command's result. */
  out(text: string): void;
  /** Progress, notes and warnings. */
  readonly err: Terminal;
}

/** A log whose warnings and errors are notes on stderr. */
export const warningsTo = (io: Io): Log => ({
  info: () => undefined,
  warn: (message) => io.err.write(`warning: ${message}\n`),
  error: (message) => io.err.write(`error: ${message}\n`),
});

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `divisi NAME --help` prints. */
  readonly help: string;
  run(args: readonly string[], io: Io): Promise<void>;
}

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/**
 * Options by declaration, and the positionals that `names` lists: `FILE`, `FILE…` (one or more, last only) or
 * `[NAME…]` (any number).
 * @throws Failure `call/invalid`
 */
export function parseCall<const O extends OptionsConfig>(
  args: readonly string[],
  options: O,
  names: readonly string[],
) {
  const parsed = parse(args, options);
  const { positionals } = parsed;
  const required = names.filter((name) => !name.startsWith('['));
  const many = names.at(-1)?.includes('…') === true;
  const missing = required[positionals.length];
  if (positionals.length < required.length && missing !== undefined)
    throw invalid(`${missing.replace('…', '')} is missing`);
  const extra = positionals[names.length];
  if (!many && extra !== undefined) throw invalid(`"${extra}" is one argument too many`);
  if (positionals.includes('')) throw invalid('an argument is empty');
  return parsed;
}

function parse<const O extends OptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    if (cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')) {
      // The first sentence names the fault; Node's advice after it is about parseArgs, not about Divisi.
      throw invalid((cause.message.split('. ')[0] ?? cause.message).replaceAll("'", '"'), cause);
    }
    throw cause;
  }
}

export const invalid = (message: string, cause?: unknown): Failure =>
  new Failure('call/invalid', message, { cause });

/** @throws Failure `call/invalid` where the option was not given */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw invalid(`${option} is missing`);
  return value;
}

/** @throws Failure `call/invalid` */
export function oneOf<const T extends string>(value: string, choices: readonly T[], option: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(`${option} takes ${choices.join(', ')}, not "${value}"`);
  return found;
}

/**
 * A whole number in `[min, max]`.
 * @throws Failure `call/invalid`
 */
export function wholeNumber(value: string, option: string, min: number, max: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max))
    throw invalid(`${option} takes a whole number from ${min} to ${max}, not "${value}"`);
  return number;
}

/**
 * A time as `12.5`, `1:02.5` or `1:00:02.5`, in seconds.
 * @throws Failure `call/invalid`
 */
export function parseTime(value: string, option: string): number {
  const seconds = readTime(value);
  if (seconds === null) throw invalid(`${option} takes seconds or H:MM:SS, not "${value}"`);
  return seconds;
}
