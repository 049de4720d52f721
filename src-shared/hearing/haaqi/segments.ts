/** Symmetric raised-cosine window: 0.5 - 0.5·cos(2πn/(length - 1)). */
export function symmetricHann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (length - 1)));
}

/** A piece of a signal under (a half of) the window. */
export interface Segment {
  readonly start: number;
  readonly window: Float64Array;
}

/**
 * Segments that overlap by half, each starting half a length after the one before. The first and the last are half as
 * long, under the falling and the rising half of the window. The published model spaces the first two like all others,
 * so they overlap by nothing.
 */
export function segmentsOf(samples: number, length: number): Segment[] {
  const half = length / 2;
  const window = symmetricHann(length);
  const count = 1 + Math.floor(samples / length) + Math.floor((samples - half) / length);
  return Array.from({ length: count }, (_, n) => {
    const start = n * half;
    if (n === 0) return { start, window: window.subarray(half) };
    return n === count - 1 ? { start, window: window.subarray(0, half) } : { start, window };
  });
}

/** Means of a signal under the window of each segment. */
export function segmentMeans(signal: Float64Array, segments: readonly Segment[]): Float64Array {
  return Float64Array.from(segments, ({ start, window }) => {
    let sum = 0;
    let total = 0;
    for (let k = 0; k < window.length; k += 1) {
      sum += (signal[start + k] ?? 0) * window[k]!;
      total += window[k]!;
    }
    return sum / total;
  });
}
