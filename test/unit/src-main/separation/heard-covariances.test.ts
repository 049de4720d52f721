import { describe, expect, it } from 'vitest';
import { HeardCovariances } from '../../../../src-main/separation/heard-covariances.ts';
import type { AlignedPiece } from '../../../../src-main/separation/join.ts';
import { PARTS } from '../../../../src-main/separation/spatial.ts';
import { covariancesOf } from '../../../support/reference/covariances.ts';
import { noise } from '../../../support/signals.ts';

const BINS = 1025;

describe('HeardCovariances', () => {
  it('weights each bin with the sixteenth power of the mask, and gives the last what the stems leave', () => {
    const [first, second] = [0.5, 0.25];
    const data = new Float32Array(3 * BINS * 2);
    for (const [slot, value] of [first, second, 0.25].entries()) {
      data.fill(value, slot * BINS * 2, (slot + 1) * BINS * 2);
    }
    const current: AlignedPiece = {
      piece: { index: 0, dataStart: 4, from: 4, to: 6 },
      masks: { data, slots: 3, bins: BINS, length: 2, undeclared: null },
      order: [0, 1, 2],
    };
    const pair = Float32Array.from({ length: BINS * PARTS }, (_, at) => at % 7);
    const frames: number[] = [];
    const found = new HeardCovariances([[0], [1]], BINS).of(current, 5, (frame) => {
      frames.push(frame);
      return pair;
    });
    expect(frames).toEqual([4]);
    for (const [source, share] of [first, second, 0.25].entries()) {
      for (const at of [0, 1, 2, 3, 4099])
        expect(found[source]![at]).toBeCloseTo(share ** 16 * pair[at]!, 12);
    }
  });

  it('gives bit for bit what the same steps in TypeScript give, piece after piece', () => {
    const length = 6;
    const stems = [[0, 3], [2]];
    const heard = new HeardCovariances(stems, BINS);
    for (const seed of [1, 2]) {
      const data = noise(4 * BINS * length, seed).map((value) => Math.max(0, value) ** 3);
      const current: AlignedPiece = {
        piece: { index: 1, dataStart: 10, from: 11, to: 15 },
        masks: { data, slots: 4, bins: BINS, length, undeclared: null },
        order: [1, 0, 2, 3],
      };
      const pairOf = (frame: number): Float32Array => noise(BINS * PARTS, 10 * seed + frame);
      expect(heard.of(current, 15, pairOf)).toEqual(covariancesOf(current, stems, 15, pairOf));
    }
  });
});
