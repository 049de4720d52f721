import { readCall, type Call, type Io } from './call.ts';
import { commandHelp, groupHelp, type Described } from './help.ts';
import { invalid, type OptionTable } from './options.ts';
import { didYouMean } from '../../../src-shared/format/suggest.ts';

export interface Command {
  readonly name: string;
  /** One line for the command list. */
  readonly summary: string;
  /** The commands that the help describes: the command itself, or each action of a group. */
  readonly described: readonly Described[];
  /** What `divisi NAME ARGS --help` prints. */
  help(args: readonly string[]): string;
  run(args: readonly string[], io: Io): Promise<void>;
}

export interface CommandSpec<O extends OptionTable> extends Omit<Described, 'path' | 'options'> {
  /** Includes the group: `models add`. */
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  run(call: Call<O>, io: Io): Promise<void> | void;
}

/** Builds a command whose argument parsing and help both derive from its declaration. */
export function command<O extends OptionTable>(spec: CommandSpec<O>): Command {
  const { name, summary, positionals, options, about, json } = spec;
  const described = { path: name, positionals, options, about, ...(json === undefined ? {} : { json }) };
  return {
    name: name.split(' ').at(-1) ?? name,
    summary,
    described: [described],
    help: () => commandHelp(described),
    run: async (args, io) => spec.run(readCall(args, options, positionals), io),
  };
}

/** Groups commands under one name: `divisi models list`. */
export function group(
  spec: { readonly name: string; readonly summary: string; readonly about: string },
  actions: readonly Command[],
): Command {
  const names = actions.map(({ name }) => name);
  const find = (name: string | undefined): Command | undefined =>
    actions.find((action) => action.name === name);
  return {
    name: spec.name.split(' ').at(-1) ?? spec.name,
    summary: spec.summary,
    described: actions.flatMap(({ described }) => described),
    help: ([name, ...rest]) =>
      find(name)?.help(rest) ??
      groupHelp(
        spec.name,
        spec.about,
        actions.flatMap(({ described }) => described),
      ),
    async run([name, ...rest], io) {
      if (name === undefined || name === '') throw invalid(`${inWords(names)} is missing`);
      const action = find(name);
      if (action === undefined) {
        throw invalid(`${spec.name} takes ${names.join(', ')}, not "${name}"${didYouMean(name, names)}`);
      }
      await action.run(rest, io);
    },
  };
}

/** `list, verify, add or remove`. */
const inWords = (names: readonly string[]): string =>
  `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
