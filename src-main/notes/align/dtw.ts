import { DIMENSIONS, type Features } from './features.ts';

/** Which columns each row may use: `[low, high)`, empty if the path can't cross the row. */
export interface Corridor {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/**
 * Cells in ascending order of both indices; steps of (1,1), (2,1) or (1,2), and of (1,0) if the score may
 * pause.
 */
export interface Path {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Total gain in rows: 0 for a match no better than chance, 1 per row for a perfect match. */
  readonly gain: number;
}

/** Weight of the squared onset distance relative to the cosine of the sounding pitch classes. */
const ONSET_WEIGHT = 0.7;

/** The cosine of the sounding pitch classes minus the onset distance: at most 1. */
function likeness(rows: Features, row: number, columns: Features, column: number): number {
  const a = row * DIMENSIONS;
  const b = column * DIMENSIONS;
  let cosine = 0;
  for (let k = 0; k < 12; k += 1) cosine += rows.values[a + k]! * columns.values[b + k]!;
  let distance = 0;
  for (let k = 12; k < DIMENSIONS; k += 1) distance += (rows.values[a + k]! - columns.values[b + k]!) ** 2;
  return cosine - ONSET_WEIGHT * distance;
}

/** Mean similarity of randomly chosen cells (a fixed sequence), which a match must exceed. */
export function chanceOf(rows: Features, columns: Features): number {
  let state = 1;
  const next = (below: number): number => {
    // Park and Miller's generator, so that the cells are the same every time.
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  let sum = 0;
  const count = 4000;
  if (rows.frames === 0 || columns.frames === 0) return 0;
  for (let n = 0; n < count; n += 1) {
    const row = next(rows.frames);
    sum += likeness(rows, row, columns, next(columns.frames));
  }
  return sum / count;
}

const [START, DIAGONAL, ROWS, COLUMNS, HOLD] = [0, 1, 2, 3, 4] as const;

/** Cost of a row in which the score pauses: a fermata, or a breath. */
const HOLD_COST = 0.3;

/**
 * Finds the path of the greatest gain by dynamic programming with slopes between a half and two. It starts in
 * the first row or column and ends in the last of either, so that each side may be an excerpt of the other;
 * longer matches gain more, so that a short one in a corner does not win. A step's gain is weighted by the
 * mean of the rows and columns that it advances. With `mayHold` the score may also pause, at a cost: players
 * linger on a fermata for longer than any tempo predicts. Needs one byte per cell of the corridor and three
 * rows of sums.
 * @returns null if the corridor has no path
 */
export function bestPath(
  rows: Features,
  columns: Features,
  chance: number,
  corridor: Corridor | null = null,
  mayHold = false,
): Path | null {
  const low = (row: number): number => corridor?.low[row] ?? 0;
  const high = (row: number): number => corridor?.high[row] ?? columns.frames;
  const starts = new Float64Array(rows.frames + 1);
  for (let row = 0; row < rows.frames; row += 1)
    starts[row + 1] = starts[row]! + Math.max(0, high(row) - low(row));
  const steps = new Uint8Array(starts[rows.frames]!);
  let one = new Float64Array(columns.frames + 2).fill(-Infinity);
  let two = new Float64Array(columns.frames + 2).fill(-Infinity);
  let current = new Float64Array(columns.frames + 2).fill(-Infinity);
  let [bestGain, bestRow, bestColumn] = [-Infinity, -1, -1];
  for (let row = 0; row < rows.frames; row += 1) {
    current.fill(-Infinity);
    const [from, to] = [low(row), high(row)];
    for (let column = from; column < to; column += 1) {
      const value = (likeness(rows, row, columns, column) - chance) / (1 - chance);
      // Sums are shifted right by two, so that the columns -1 and -2 exist.
      const at = column + 2;
      let step: number = START;
      let sum = row === 0 || column === 0 ? value : -Infinity;
      const diagonal = one[at - 1]! + value;
      const twoRows = two[at - 1]! + 1.5 * value;
      const twoColumns = one[at - 2]! + 1.5 * value;
      if (diagonal >= sum && diagonal > -Infinity) [sum, step] = [diagonal, DIAGONAL];
      if (twoRows > sum) [sum, step] = [twoRows, ROWS];
      if (twoColumns > sum) [sum, step] = [twoColumns, COLUMNS];
      const hold = mayHold ? one[at]! + value / 2 - HOLD_COST : -Infinity;
      if (hold > sum) [sum, step] = [hold, HOLD];
      current[at] = sum;
      steps[starts[row]! + column - from] = step;
      const isEnd = row === rows.frames - 1 || column === columns.frames - 1;
      if (isEnd && sum > bestGain) [bestGain, bestRow, bestColumn] = [sum, row, column];
    }
    [two, one, current] = [one, current, two];
  }
  if (bestRow < 0) return null;
  return { ...traced(steps, starts, low, bestRow, bestColumn), gain: bestGain };
}

function traced(
  steps: Uint8Array,
  starts: Float64Array,
  low: (row: number) => number,
  lastRow: number,
  lastColumn: number,
): { rows: Int32Array; columns: Int32Array } {
  const rows: number[] = [];
  const columns: number[] = [];
  let [row, column] = [lastRow, lastColumn];
  for (;;) {
    rows.push(row);
    columns.push(column);
    const step = steps[starts[row]! + column - low(row)]!;
    if (step === START) break;
    row -= step === ROWS ? 2 : 1;
    if (step !== HOLD) column -= step === COLUMNS ? 2 : 1;
  }
  return { rows: Int32Array.from(rows.reverse()), columns: Int32Array.from(columns.reverse()) };
}
