import { expect, test } from 'vitest';
import { containerOf, requireHolds } from '../../../../../src-main/app/files/output-format.ts';

test('the name of a mix says its container', () => {
  expect([containerOf('/a/mix.wav'), containerOf('mix.FLAC')]).toEqual(['wav', 'flac']);
  expect(() => containerOf('/a/mix.mp3')).toThrow('ends in .wav or .flac, not "mix.mp3"');
});

test('FLAC holds no floats', () => {
  expect(() => requireHolds('flac', '32f')).toThrow('16 or 24');
  for (const [container, depth] of [
    ['flac', '24'],
    ['flac', undefined],
    ['wav', '32f'],
  ] as const) {
    expect(() => requireHolds(container, depth)).not.toThrow();
  }
});
