/**
 * Reads a Reaper project back, after the ReaperProject chunk format: a line that begins with `<` opens a chunk, `>` closes
 * it, and every other line is a key with values, which are quoted by ", ' or ` where they contain spaces.
 * Source: https://github.com/ReaTeam/Doc/blob/master/State%20Chunk%20Definitions
 */
export interface Chunk {
  readonly name: string;
  readonly values: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly chunks: readonly Chunk[];
}

const TOKEN = /"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+)/g;
const tokens = (line: string): string[] =>
  [...line.matchAll(TOKEN)].map(
    ([, double, single, grave, plain]) => double ?? single ?? grave ?? plain ?? '',
  );

/** @throws Error if chunks are not closed, or closed too often */
export function readReaper(text: string): Chunk {
  interface Open {
    readonly name: string;
    readonly values: readonly string[];
    readonly lines: (readonly string[])[];
    readonly chunks: Chunk[];
  }
  const outside: Open = { name: '', values: [], lines: [], chunks: [] };
  const open = [outside];
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const inner = open.at(-1);
    if (inner === undefined) throw new Error('more chunks are closed than opened');
    if (line === '') continue;
    if (line === '>') open.pop();
    else if (line.startsWith('<')) {
      const [name = '', ...values] = tokens(line.slice(1));
      const chunk: Open = { name, values, lines: [], chunks: [] };
      inner.chunks.push(chunk);
      open.push(chunk);
    } else inner.lines.push(tokens(line));
  }
  const [project] = outside.chunks;
  if (open.length !== 1 || outside.chunks.length !== 1 || project === undefined) {
    throw new Error('the project is not one closed chunk');
  }
  return project;
}
