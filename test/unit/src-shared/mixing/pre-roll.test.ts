import { expect, it } from 'vitest';
import { preRollStart } from '../../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK } from '../../../../src-shared/mixing/types.ts';

it.each([
  [0, 48_000, 0],
  [23_999, 48_000, 0],
  [24_000, 48_000, 0],
  [24_127, 48_000, 0],
  [24_128, 48_000, 128],
  [100_000, 48_000, 75_904],
  [100_000, 44_100, 77_824],
  [11_025 + 127, 22_050, 0],
])('before sample %d at %d Hz mixing begins at %d', (position, rate, start) => {
  expect(preRollStart(position, rate)).toBe(start);
  expect(start % MIX_BLOCK).toBe(0);
});
