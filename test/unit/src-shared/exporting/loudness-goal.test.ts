import { expect, it } from 'vitest';
import { goalGain } from '../../../../src-shared/exporting/loudness-goal.ts';

const mix = { integratedLufs: -20, truePeakDbtp: -4 };

it.each([
  [
    'a target alone',
    { targetLufs: -14, ceilingDbtp: null },
    { gainDb: 6, truePeakDbtp: 2, isLimited: false },
  ],
  [
    'a target below',
    { targetLufs: -23, ceilingDbtp: -1 },
    { gainDb: -3, integratedLufs: -23, isLimited: false },
  ],
  [
    'a ceiling that limits',
    { targetLufs: -14, ceilingDbtp: -1 },
    { gainDb: 3, integratedLufs: -17, isLimited: true },
  ],
  ['a ceiling above the peak', { targetLufs: null, ceilingDbtp: -1 }, { gainDb: 0, isLimited: false }],
  ['a ceiling below the peak', { targetLufs: null, ceilingDbtp: -6 }, { gainDb: -2, isLimited: true }],
])('%s', (_, goal, expected) => {
  expect(goalGain(goal, mix)).toMatchObject(expected);
});

it('silence stays as it is', () => {
  const silent = { integratedLufs: null, truePeakDbtp: null };
  expect(goalGain({ targetLufs: -14, ceilingDbtp: -1 }, silent)).toEqual({
    gainDb: 0,
    integratedLufs: null,
    truePeakDbtp: null,
    isLimited: false,
  });
});
