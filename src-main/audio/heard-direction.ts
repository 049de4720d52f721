import type { Passage } from './read/passage.ts';

/** Weight of each channel in the mono input of a model. */
export type Weights = readonly number[];

/** Samples read at a time. */
const BLOCK = 1 << 15;
/** The mean is kept while it has this share of the power that one direction can have; 1/2 is one channel alone. */
const LEAST_SHARE = 0.45;

/**
 * What to hear of a passage: the mean of its channels or, where two channels are in opposite phase so that the mean loses what
 * is played, their principal direction: the eigenvector of the largest eigenvalue of their 2x2 covariance over the whole
 * passage, at the mean's scale, positive on the left. Depends on the samples alone, so a resumed run finds the same.
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
