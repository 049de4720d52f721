import { HOP_SECONDS, type BandMatrix } from './bands.ts';
import { bestPath, chanceOf, type Path } from './dtw.ts';
import { featuresOf, type Features } from './features.ts';

/** Cells of the coarse matrix: 8 MB of steps, and a few tenths of a second per tempo. */
const MOST_CELLS = 6e6;
/** Features of about 0.2 s for what is short. */
const LEAST_STEP = 8;
/**
 * The tempo factors to try: a recording may last from a quarter of the score's nominal duration to four times
 * as long.
 */
const TEMPI = Array.from({ length: 9 }, (_, index) => 2 ** (index / 2 - 2));

export interface Found {
  readonly path: Path;
  /** Frames of HOP_SECONDS in a row of the path. */
  readonly rowStep: number;
  /** Frames of the score, rendered at its own tempo, in a column of the path. */
  readonly columnStep: number;
  /** Semitones that the recording lies below the score, 0 or 1. */
  readonly shift: number;
  readonly rows: Features;
  readonly columns: Features;
  readonly chance: number;
  /** Which of TEMPI. */
  readonly tempo: number;
}

/**
 * Locates a score in a recording coarsely, with unknown tempo and position.
 * @param near what was found for a similar score: only its tempo and those beside it are tried, at its shift
 * @param shifts how many semitones below its notation the recording may sound: 0, and 1 at 415 Hz
 */
export function findCoarsely(
  recording: BandMatrix,
  score: BandMatrix,
  shifts: readonly number[],
  beforeEach: (done: number) => void,
  near: Found | null = null,
): Found | null {
  const step = Math.max(LEAST_STEP, Math.ceil(Math.sqrt((recording.frames * score.frames) / MOST_CELLS)));
  let best: Found | null = null;
  for (const [which, shift] of shifts.entries()) {
    if (near !== null && near.shift !== shift) continue;
    const rows = featuresOf(recording, step, shift);
    for (const [index, tempo] of TEMPI.entries()) {
      if (near !== null && Math.abs(near.tempo - index) > 1) continue;
      beforeEach((which + index / TEMPI.length) / shifts.length);
      const columnStep = step / tempo;
      const columns = featuresOf(score, columnStep);
      if (columns.frames < 2) continue;
      const chance = chanceOf(rows, columns);
      const path = bestPath(rows, columns, chance, null, true);
      if (path !== null && path.gain > (best?.path.gain ?? -Infinity)) {
        best = { path, rowStep: step, columnStep, shift, rows, columns, chance, tempo: index };
      }
    }
  }
  return best;
}

/** The pairs (score, recording) in seconds that a path goes through, at the middle of its cells. */
export function pairsOf({ path, rowStep, columnStep }: Found): [number, number][] {
  return Array.from(path.rows, (row, index): [number, number] => [
    (path.columns[index]! + 0.5) * columnStep * HOP_SECONDS,
    (row + 0.5) * rowStep * HOP_SECONDS,
  ]);
}
