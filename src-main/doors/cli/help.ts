import type { Option, OptionTable } from './options.ts';

const LINE = 100;
/** The column in which descriptions begin, unless an option is longer. */
const COLUMN = 23;

/** The input of the help texts. */
export interface Described {
  /** Includes the group: `library trash list`. */
  readonly path: string;
  readonly positionals: readonly string[];
  readonly options: OptionTable;
  /** Paragraphs separated by blank lines. */
  readonly about: string;
  /** What `--json` prints. */
  readonly json?: string;
}

/** Wraps a paragraph to lines of at most `width` characters; a longer word gets its own line. */
export function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

const written = (name: string, { short, placeholder, takesValue }: Option<unknown>): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${takesValue ? ` ${placeholder}` : ''}`;

/** `divisi align FILE --score SCORE [OPTIONS]`. */
export function usageOf({ path, positionals, options }: Described): string {
  const entries = Object.entries(options);
  const needed = entries.filter(([, { isRequired }]) => isRequired);
  return [
    `divisi ${path}`,
    ...positionals,
    ...needed.map(([name, option]) => written(name, option)),
    ...(entries.length > needed.length ? ['[OPTIONS]'] : []),
  ].join(' ');
}

export function optionLines(options: OptionTable): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const left = `  ${written(name, option)}`;
    const [first = '', ...more] = wrap(option.about, LINE - COLUMN);
    const below = [...(left.length > COLUMN - 2 ? [first] : []), ...more];
    return [
      left.length > COLUMN - 2 ? left : `${left.padEnd(COLUMN)}${first}`,
      ...below.map((line) => `${' '.repeat(COLUMN)}${line}`),
    ];
  });
}

const paragraphs = (about: string): string[] =>
  about
    .split(/\n\s*\n/)
    .flatMap((paragraph, index) => [...(index === 0 ? [] : ['']), ...wrap(paragraph, LINE)]);

const jsonLines = (json: string): string[] => wrap(json, LINE - 4).map((line) => `    ${line}`);

/** What `divisi NAME --help` prints. */
export function commandHelp(command: Described): string {
  return [
    `Usage: ${usageOf(command)}`,
    '',
    ...paragraphs(command.about),
    ...(Object.keys(command.options).length === 0 ? [] : ['', ...optionLines(command.options)]),
    ...(command.json === undefined ? [] : jsonLines(command.json)),
  ].join('\n');
}

/** The help of a group, such as `divisi models`: the usage and description of each action, and all their options. */
export function groupHelp(path: string, about: string, actions: readonly Described[]): string {
  const ownName = (action: Described): string => action.path.slice(path.length + 1);
  const { json, ...others } = Object.fromEntries(actions.flatMap(({ options }) => Object.entries(options)));
  return [
    ...actions.map((action, index) => `${index === 0 ? 'Usage:' : '      '} ${usageOf(action)}`),
    ...(about === '' ? [] : ['', ...paragraphs(about)]),
    ...actions.flatMap((action) => ['', ...paragraphs(`${ownName(action)}: ${action.about}`)]),
    '',
    ...optionLines({ ...others, ...(json === undefined ? {} : { json }) }),
    ...actions.flatMap((action) =>
      action.json === undefined ? [] : jsonLines(`${ownName(action)}: ${action.json}`),
    ),
    '',
    `divisi ${path} ACTION --help says which options an action takes.`,
  ].join('\n');
}
