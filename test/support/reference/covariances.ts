import { addFrame } from '../../../src-main/separation/join.ts';
import type { AlignedPiece } from '../../../src-main/separation/join.ts';
import { PARTS } from '../../../src-main/separation/spatial.ts';
import type { Covariances } from '../../../src-main/separation/spatial.ts';

const LEAST_HEARD = 1e-3;

/** What `HeardCovariances` computes, in plain TypeScript: its bytes must be the same. */
export function covariancesOf(
  current: AlignedPiece,
  stems: readonly (readonly number[])[],
  frames: number,
  pairOf: (frame: number) => Float32Array,
): Covariances {
  const { piece, masks } = current;
  const { bins, length } = masks;
  const sums = Array.from({ length: stems.length + 1 }, () => new Float64Array(bins * PARTS));
  const share = new Float32Array(bins);
  const left = new Float32Array(bins);
  for (let frame = piece.dataStart; frame < Math.min(piece.dataStart + length, frames); frame += 1) {
    const pair = pairOf(frame);
    left.fill(1);
    for (const [source, sum] of sums.entries()) {
      const slots = stems[source];
      if (slots === undefined) share.set(left);
      else {
        share.fill(0);
        addFrame(current, slots, frame, 1, share);
        subtract(left, share);
      }
      addHeard(share, pair, sum);
    }
  }
  return sums;
}

function subtract(from: Float32Array, values: Float32Array): void {
  for (let k = 0; k < from.length; k += 1) from[k]! -= values[k]!;
}

function addHeard(share: Float32Array, pair: Float32Array, sum: Float64Array): void {
  for (let k = 0, at = 0; k < share.length; k += 1, at += PARTS) {
    const value = share[k]!;
    if (value < LEAST_HEARD) continue;
    const squared = value * value;
    const eighth = squared * squared * squared * squared;
    const weight = eighth * eighth;
    sum[at]! += weight * pair[at]!;
    sum[at + 1]! += weight * pair[at + 1]!;
    sum[at + 2]! += weight * pair[at + 2]!;
    sum[at + 3]! += weight * pair[at + 3]!;
  }
}
