/** Text tables (RFC 4180, with a comma, semicolon or tab between cells), read with the place of every cell. */

export interface Cell {
  readonly text: string;
  /** Counted from 1, as editors show them. */
  readonly line: number;
  /** The character in the line at which the cell begins, counted from 1. */
  readonly column: number;
}

export interface Table {
  /** Rows that are not empty. */
  readonly rows: readonly (readonly Cell[])[];
  /** Where a quotation mark opens a cell that never ends; null in a whole table. */
  readonly unclosed: Pick<Cell, 'line' | 'column'> | null;
}

/** The separator that the first line contains most often; a comma if it contains none. */
export function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r\n|\n|\r/, 1);
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: first.split(mark).length - 1 }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

/** Cells in quotation marks may contain separators, line breaks and doubled quotation marks. */
export function readTable(text: string, separator: string = separatorOf(text)): Table {
  const source = text.replace(/^\uFEFF/, '');
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let [line, lineStart, at] = [1, 0, 0];
  const endRow = (): void => {
    if (row.some((cell) => cell.text !== '')) rows.push(row);
    row = [];
  };
  while (at < source.length) {
    const place = { line, column: at - lineStart + 1 };
    let content = '';
    while (source[at] === ' ') at += 1;
    if (source[at] === '"') {
      at += 1;
      for (;;) {
        if (at >= source.length) return { rows, unclosed: place };
        const mark = source[at];
        at += 1;
        if (mark === '"' && source[at] !== '"') break;
        if (mark === '"') at += 1;
        if (mark === '\n') [line, lineStart] = [line + 1, at];
        content += mark ?? '';
      }
    }
    const rest = restOfCell(source, at, separator);
    content += source.slice(at, rest);
    row.push({ ...place, text: content.trim() });
    at = rest;
    if (source[at] === separator) {
      at += 1;
      // A separator at the very end begins one more, empty cell.
      if (at === source.length) row.push({ line, column: at - lineStart + 1, text: '' });
      continue;
    }
    endRow();
    at += source.startsWith('\r\n', at) ? 2 : 1;
    [line, lineStart] = [line + 1, at];
  }
  endRow();
  return { rows, unclosed: null };
}

function restOfCell(source: string, from: number, separator: string): number {
  let at = from;
  while (at < source.length && source[at] !== separator && source[at] !== '\n' && source[at] !== '\r')
    at += 1;
  return at;
}
