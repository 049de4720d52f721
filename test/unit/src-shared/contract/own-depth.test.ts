import { expect, test } from 'vitest';
import { ownDepth } from '../../../../src-shared/contract/own-depth.ts';

test('the depth is the recording’s own, as far as the container can hold it', () => {
  const own = (['u8', 's16', 's24', 's32', 'f32', 'f64'] as const).map((format) => [
    ownDepth(format, 'wav'),
    ownDepth(format, 'flac'),
  ]);
  expect(own).toEqual([
    ['16', '16'],
    ['16', '16'],
    ['24', '24'],
    ['32f', '24'],
    ['32f', '24'],
    ['32f', '24'],
  ]);
});
