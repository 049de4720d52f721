import type { Passage } from './read/passage.ts';

/** Weight of each channel in the mono input of a model. */
export type Weights = readonly number[];

/** Samples read at a time. */
const BLOCK = 1 << 15;
/** The mean is used if it has this share of the principal direction's power; a single channel gives 1/2. */
const LEAST_SHARE = 0.45;

/**
 * Channel weights for the mono mix of a passage: the mean of its channels or, if two channels are in opposite phase and
 * cancel in the mean, their principal direction (the eigenvector of the largest eigenvalue of their 2x2 covariance over
 * the whole passage), at the mean's scale and positive on the left. They depend only on the samples, so a resumed run
 * gets the same weights.
 * @throws Failure `audio/not-finite`, `file/truncated`
 */
export async function heardDirection(passage: Passage): Promise<{ weights: Weights; isMean: boolean }> {
  const mean = Array.from({ length: passage.channels }, () => 1 / passage.channels);
  if (passage.channels !== 2) return { weights: mean, isMean: true };
  let left = 0;
  let right = 0;
  let both = 0;
  for (let at = 0; at < passage.length; at += BLOCK) {
    const [l, r] = await passage.read(at, Math.min(BLOCK, passage.length - at));
    if (l === undefined || r === undefined) throw new Error('a passage of two channels has two');
    for (let n = 0; n < l.length; n += 1) {
      const x = l[n] as number;
      const y = r[n] as number;
      left += x * x;
      right += y * y;
      both += x * y;
    }
  }
  // Eigenvalues of [[left, both], [both, right]]; the mean's direction is (1, 1) / sqrt(2).
  const largest = (left + right) / 2 + Math.hypot((left - right) / 2, both);
  const ofMean = (left + right) / 2 + both;
  if (ofMean >= LEAST_SHARE * largest) return { weights: mean, isMean: true };
  const angle = Math.atan2(2 * both, left - right) / 2;
  const scale = Math.SQRT1_2 * (Math.cos(angle) < 0 ? -1 : 1);
  return { weights: [scale * Math.cos(angle), scale * Math.sin(angle)], isMean: false };
}
