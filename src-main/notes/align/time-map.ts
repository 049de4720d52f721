/** From a score's seconds to a recording's: straight lines between knots, continued at the ends. Both rise strictly. */
export interface TimeMap {
  readonly score: Float64Array;
  readonly recording: Float64Array;
}

export const scaledMap = (factor: number, offset = 0): TimeMap => ({
  score: Float64Array.of(0, 1),
  recording: Float64Array.of(offset, offset + factor),
});

function interpolate(from: Float64Array, to: Float64Array, x: number): number {
  let low = 0;
  let high = from.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (from[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  const slope = (to[low + 1]! - to[low]!) / (from[low + 1]! - from[low]!);
  return to[low]! + (x - from[low]!) * slope;
}

export const toRecording = (map: TimeMap, scoreSeconds: number): number =>
  interpolate(map.score, map.recording, scoreSeconds);

export const toScore = (map: TimeMap, recordingSeconds: number): number =>
  interpolate(map.recording, map.score, recordingSeconds);

/**
 * Fits a map to pairs of ascending but noisy times: each knot is the mean of the pairs in `spacing` seconds
 * of the score.
 */
export function mapThrough(pairs: readonly (readonly [number, number])[], spacing: number): TimeMap | null {
  const knots: [number, number, number][] = [];
  for (const [score, recording] of pairs) {
    const last = knots.at(-1);
    if (last !== undefined && Math.floor(score / spacing) === Math.floor(last[0] / last[2] / spacing)) {
      last[0] += score;
      last[1] += recording;
      last[2] += 1;
    } else knots.push([score, recording, 1]);
  }
  const rising: [number, number][] = [];
  for (const [score, recording, count] of knots) {
    const [x, y] = [score / count, recording / count];
    const last = rising.at(-1);
    if (last === undefined || (x > last[0] + 1e-6 && y > last[1] + 1e-6)) rising.push([x, y]);
  }
  if (rising.length < 2) return null;
  return {
    score: Float64Array.from(rising, ([x]) => x),
    recording: Float64Array.from(rising, ([, y]) => y),
  };
}
