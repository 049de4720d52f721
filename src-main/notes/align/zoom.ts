import { HOP_SECONDS, type BandMatrix } from './bands.ts';
import { bestPath, chanceOf, type Corridor } from './dtw.ts';
import { featuresOf, type Features } from './features.ts';
import { renderBands, type TimedPitch } from './render.ts';
import { mapThrough, toRecording, toScore, type TimeMap } from './time-map.ts';

/** A position that the user fixed: this second of the score sounds at that second of the recording. */
export interface Anchor {
  readonly score: number;
  readonly recording: number;
}

/** How far from an anchor, in frames of the level, a path may pass it: the features can't tell less apart. */
const ANCHOR_SLACK = 2;

/** A level's two sides on one clock: column c of the score is expected at row `c + origin`. */
export interface Level {
  readonly rows: Features;
  readonly columns: Features;
  /** Row that column 0 is expected at; negative where the recording begins after the score does. */
  readonly origin: number;
  readonly step: number;
}

/**
 * Renders the score at the times where `map` expects its notes, so that a path's slopes are about one and may
 * vary between a half and two of the *local* tempo known so far.
 */
export function levelOf(
  recording: BandMatrix,
  notes: readonly TimedPitch[],
  scoreEnd: number,
  map: TimeMap,
  step: number,
  shift: number,
  margin: number,
): Level {
  const cell = step * HOP_SECONDS;
  const first = Math.max(toRecording(map, 0), -margin);
  const last = Math.min(toRecording(map, scoreEnd), recording.frames * HOP_SECONDS + margin);
  const origin = Math.floor(first / cell);
  const start = origin * cell;
  const rendered = renderBands(
    notes.map(({ onset, offset, pitch }) => ({
      onset: toRecording(map, onset) - start,
      offset: toRecording(map, offset) - start,
      pitch,
    })),
    Math.max(2 * step, Math.ceil((last - start) / HOP_SECONDS)),
  );
  return { rows: featuresOf(recording, step, shift), columns: featuresOf(rendered, step), origin, step };
}

function corridorOf(level: Level, radius: number, map: TimeMap, anchors: readonly Anchor[]): Corridor {
  const { rows, columns, origin, step } = level;
  const cell = step * HOP_SECONDS;
  const low = new Int32Array(rows.frames);
  const high = new Int32Array(rows.frames);
  const fixed = anchors.map(({ score, recording }) => ({
    row: recording / cell,
    column: toRecording(map, score) / cell - origin,
  }));
  for (let row = 0; row < rows.frames; row += 1) {
    let from = row - origin - radius;
    let to = row - origin + radius + 1;
    for (const anchor of fixed) {
      // Slopes between a half and two bound what can be reached from an anchor.
      const distance = Math.abs(row - anchor.row);
      const least = row < anchor.row ? anchor.column - 2 * distance : anchor.column + distance / 2;
      const most = row < anchor.row ? anchor.column - distance / 2 : anchor.column + 2 * distance;
      from = Math.max(from, Math.floor(least - ANCHOR_SLACK));
      to = Math.min(to, Math.ceil(most + ANCHOR_SLACK) + 1);
    }
    low[row] = Math.min(columns.frames, Math.max(0, from));
    high[row] = Math.max(low[row]!, Math.min(columns.frames, to));
  }
  return { low, high };
}

/** What one level found. */
export interface Zoomed {
  readonly map: TimeMap;
  /** Seconds of the recording, and of the score, that the path covers. */
  readonly recordingSpan: readonly [number, number];
  readonly scoreSpan: readonly [number, number];
}

/**
 * One level of finer resolution: a path within `radius` seconds of where `map` expects it.
 * @param smoothing seconds of the recording over which the path is averaged
 * @returns null if there is no path, for example because anchors contradict each other
 */
export function zoom(
  level: Level,
  map: TimeMap,
  radius: number,
  smoothing: number,
  anchors: readonly Anchor[],
): Zoomed | null {
  const cell = level.step * HOP_SECONDS;
  const corridor = corridorOf(level, Math.ceil(radius / cell), map, anchors);
  const path = bestPath(level.rows, level.columns, chanceOf(level.rows, level.columns), corridor, true);
  if (path === null) return null;
  const pairs = Array.from(path.rows, (row, index): [number, number] => [
    toScore(map, (path.columns[index]! + level.origin + 0.5) * cell),
    (row + 0.5) * cell,
  ]);
  const [firstPair, lastPair] = [pairs[0]!, pairs[pairs.length - 1]!];
  const tempo = (lastPair[0] - firstPair[0]) / Math.max(cell, lastPair[1] - firstPair[1]);
  const next = mapThrough(pairs, Math.max(1e-3, smoothing * tempo));
  if (next === null) return null;
  return {
    map: next,
    recordingSpan: [firstPair[1] - cell / 2, lastPair[1] + cell / 2],
    scoreSpan: [firstPair[0], lastPair[0]],
  };
}
