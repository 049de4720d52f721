import { expect, test } from 'vitest';
import { formatOfName, requireHolds } from '../../../../../src-main/app/files/output-format.ts';

test('the name of a mix says its format', () => {
  const names = ['/a/mix.wav', 'mix.FLAC', 'a.b.mp3', 'mix.opus'];
  expect(names.map(formatOfName)).toEqual(['wav', 'flac', 'mp3', 'opus']);
  expect(() => formatOfName('/a/mix.aac')).toThrow('ends in .wav, .flac, .mp3 or .opus, not "mix.aac"');
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
