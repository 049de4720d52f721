import { expect, test } from 'vitest';
import { gainsOf, untouched } from '../../../../../src-renderer/features/live/faders.ts';

test('untouched faders change nothing, and the lowest gain is silence', () => {
  expect(gainsOf([untouched(), { ...untouched(), gainDb: -72 }, { ...untouched(), gainDb: 20 }])).toEqual([
    1, 0, 10,
  ]);
});

test('solo silences what is not soloed; mute wins', () => {
  const soloed = { ...untouched(), soloed: true };
  expect(gainsOf([soloed, untouched(), { ...soloed, muted: true }])).toEqual([1, 0, 0]);
  expect(gainsOf([{ ...untouched(), muted: true }, untouched()])).toEqual([0, 1]);
});
