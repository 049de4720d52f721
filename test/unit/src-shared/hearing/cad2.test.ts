import { describe, expect, it } from 'vitest';
import {
  gainsByInstrument,
  levelCorrectionDb,
  remixed,
  splitOf,
  toEntryGrid,
  withResidual,
  type Stereo,
} from '../../../../src-shared/hearing/cad2.ts';
import { maxDifference } from '../../../support/signals.ts';

const stereo = (left: number[], right: number[]): Stereo => [
  Float64Array.from(left),
  Float64Array.from(right),
];

describe('the chain of the rebalancing task', () => {
  it('corrects the level by the mean power of the gains', () => {
    expect(levelCorrectionDb([0, 0, 0])).toBeCloseTo(0, 12);
    expect(levelCorrectionDb([-6, 0, 3, 0])).toBeCloseTo(-0.25966121493875816, 12);
  });

  it('gives two players of one instrument the mean of their gains', () => {
    const sources = [
      { instrument: 'violin', gainDb: 6 },
      { instrument: 'violin', gainDb: -3 },
      { instrument: 'cello', gainDb: 0 },
    ];
    expect([...gainsByInstrument(sources)]).toEqual([
      ['violin', 1.5],
      ['cello', 0],
    ]);
  });

  it('sums sources under their gains', () => {
    const [left, right] = remixed(
      [
        { signal: stereo([1, 0], [0, 1]), gainDb: 20 },
        { signal: stereo([0.5, 0], [0, 0]), gainDb: 0 },
      ],
      -20,
    );
    expect(maxDifference(left, [1.05, 0])).toBeLessThan(1e-12);
    expect(maxDifference(right, [0, 1])).toBeLessThan(1e-12);
  });

  it('blends a stem with what remains of the recording', () => {
    const [left] = withResidual(stereo([1, 2], [0, 0]), stereo([2, 2], [0, 0]), 0.1);
    expect(maxDifference(left, [1.1, 2])).toBeLessThan(1e-12);
  });

  it('clips and cuts toward zero to 16 bits', () => {
    const step = 1 / 32_768;
    expect([...toEntryGrid(Float64Array.of(0.9 * step, -1.9 * step, 2, -2))]).toEqual([
      0,
      -step,
      1 - step,
      -1,
    ]);
  });

  it('knows the part of the data by the scene', () => {
    expect(['S10001', 'S50001', 'S60001'].map(splitOf)).toEqual(['train', 'valid', 'test']);
  });
});
