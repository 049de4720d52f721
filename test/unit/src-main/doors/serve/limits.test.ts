import { expect, test } from 'vitest';
import { TokenBucket } from '../../../../../src-main/doors/serve/limits.ts';

test('a token bucket gives its burst, then its rate', () => {
  let now = 0;
  const bucket = new TokenBucket(2, 3, () => now);
  const take = (count: number) => Array.from({ length: count }, () => bucket.take());
  expect(take(4)).toEqual([true, true, true, false]);
  now = 1000;
  expect(take(3)).toEqual([true, true, false]);
  now = 60_000;
  expect(take(4)).toEqual([true, true, true, false]);
});
