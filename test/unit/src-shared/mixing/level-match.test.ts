import { expect, it } from 'vitest';
import { matchedTrims } from '../../../../src-shared/mixing/level-match.ts';

it('brings all mixes to the quietest, and leaves alone what has no level', () => {
  expect(matchedTrims([-18, -23, null, -20.5])).toEqual([-5, 0, 0, -2.5]);
  expect(matchedTrims([null, null])).toEqual([0, 0]);
  expect(matchedTrims([])).toEqual([]);
});
