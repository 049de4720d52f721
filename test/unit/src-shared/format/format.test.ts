import { describe, expect, it } from 'vitest';
import { formatBytes, formatDb, formatHz, formatNumber } from '../../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../../src-shared/format/time.ts';
import { en } from '../../../../src-shared/words/en/index.ts';
import { ja } from '../../../../src-shared/words/ja/index.ts';

describe('formatTime', () => {
  it.each([
    [0, 0, '0:00'],
    [59.999, 0, '0:59'],
    [59.9999, 3, '0:59.999'],
    [60, 1, '1:00.0'],
    [3599.5, 1, '59:59.5'],
    [3723.25, 2, '1:02:03.25'],
    [0.1 + 0.2, 3, '0:00.300'],
    [-1.5, 1, '−0:01.5'],
    [-0.0001, 1, '0:00.0'],
  ])('%d s with %d decimals is %s', (seconds, digits, text) => {
    expect(formatTime(seconds, digits)).toBe(text);
  });

  it('has a placeholder for what is no time', () => {
    expect(formatTime(Number.NaN)).toBe('–:––');
    expect(formatTime(Infinity)).toBe('–:––');
  });
});

describe('formatSpan', () => {
  it.each([
    [0.2, 'less than a second'],
    [12.4, '12 s'],
    [59.6, '1 min'],
    [150, '2 min 30 s'],
    [599.6, '10 min'],
    [3600, '1 h'],
    [4800, '1 h 20 min'],
    [-5, 'less than a second'],
  ])('%d s is %s', (seconds, text) => {
    expect(en.units.span(seconds)).toBe(text);
  });
});

it('a span is written in the language of the catalogue', () => {
  expect(ja.units.span(150)).toBe('2分 30秒');
});

describe('levels, frequencies and sizes', () => {
  it('writes no minus before a zero', () => {
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatDb(-0.04)).toBe('0.0 dB');
    expect(formatDb(0.04)).toBe('0.0 dB');
  });

  it.each([
    [4.85, 1, '4.9'],
    [-4.85, 1, '−4.9'],
    [1.005, 2, '1.01'],
    [2.25, 1, '2.3'],
    [4.849, 1, '4.8'],
    [0.0499, 1, '0.0'],
    [1234567.885, 2, '1234567.89'],
  ])('%d to %i decimals is %s: halves go away from zero', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it('signs levels and knows silence', () => {
    expect(formatDb(3)).toBe('+3.0 dB');
    expect(formatDb(-12.34)).toBe('−12.3 dB');
    expect(formatDb(-120)).toBe('−∞ dB');
    expect(formatDb(Number.NaN)).toBe('−∞ dB');
  });

  it.each([
    [20, '20 Hz'],
    [62.5, '62.5 Hz'],
    [440.4, '440 Hz'],
    [1250, '1.25 kHz'],
    [11_025, '11 kHz'],
    [44_100, '44.1 kHz'],
    [48_000, '48 kHz'],
  ])('%d Hz is %s', (hz, text) => {
    expect(formatHz(hz)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999_600, '1 MB'],
    [812_345, '812 kB'],
    [1_440_000_000, '1.4 GB'],
  ])('%d bytes is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
