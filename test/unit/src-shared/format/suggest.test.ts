import { expect, test } from 'vitest';
import { didYouMean, editDistance } from '../../../../src-shared/format/suggest.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['separate', 'separate', 0],
  ['sperate', 'separate', 2],
  ['seperate', 'separate', 1],
  ['jsno', 'json', 1],
  ['kitten', 'sitting', 3],
  // Optimal string alignment: no letter is edited twice.
  ['ca', 'abc', 3],
])('from "%s" to "%s" it is %i edits, both ways', (from, to, distance) => {
  expect([editDistance(from, to), editDistance(to, from)]).toEqual([distance, distance]);
});

test('the nearest choice is suggested, and none where all are far', () => {
  const choices = ['search', 'separate', 'serve'];
  expect(didYouMean('sperate', choices)).toBe('; did you mean "separate"?');
  expect(didYouMean('SERVE', choices)).toBe('; did you mean "serve"?');
  expect(didYouMean('kazoo', choices)).toBe('');
});
