import type { PeaksAnswer } from './peaks-reader.ts';

/** Codecs pad the sound or shift it by their delay: an MP3 of a WAV is up to about 0.1 s longer. */
export const LENGTH_TOLERANCE_SECONDS = 0.15;
/** Much longer than a stored peak, whose grid depends on the sample rate, and short enough to keep the players' rhythm. */
export const HOP_SECONDS = 0.05;
const MAX_LAG = Math.round(LENGTH_TOLERANCE_SECONDS / HOP_SECONDS);
/** Above what other players, other balances and other passages of the same music reach. */
export const SAME_TAKE = 0.98;

/** The largest magnitude of all channels in each bucket. */
export function envelopeOf({
  channels,
  buckets,
  data,
}: Pick<PeaksAnswer, 'channels' | 'buckets' | 'data'>): Float64Array {
  const envelope = new Float64Array(buckets);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const at = (channel * buckets + bucket) * 2;
      const magnitude = Math.max(-(data[at] as number), data[at + 1] as number);
      envelope[bucket] = Math.max(envelope[bucket] as number, magnitude);
    }
  }
  return envelope;
}

/**
 * The highest correlation coefficient of two envelopes, shifted by at most LENGTH_TOLERANCE_SECONDS.
 * @returns -1 to 1; 0 where one of them does not change, as in silence
 */
export function likeness(a: Float64Array, b: Float64Array): number {
  let best = -1;
  for (let lag = -MAX_LAG; lag <= MAX_LAG; lag += 1) {
    const from = Math.max(0, lag);
    const to = Math.min(a.length, b.length + lag);
    if (to - from < 2) continue;
    best = Math.max(best, correlation(a.subarray(from, to), b.subarray(from - lag, to - lag)));
  }
  return best;
}

/** Pearson's coefficient of two arrays of the same length. */
function correlation(a: Float64Array, b: Float64Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let index = 0; index < a.length; index += 1) {
    const x = (a[index] as number) - meanA;
    const y = (b[index] as number) - meanB;
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
