import { describe, expect, test } from 'vitest';
import {
  byDefault,
  channelNumbers,
  choice,
  flag,
  repeatable,
  required,
  text,
  time,
  value,
  wholeNumber,
} from '../../../../../src-main/doors/cli/options.ts';

describe('what an option reads', () => {
  test('a flag is true where it is given', () => {
    expect([flag('').read([], '--x'), flag('').read([''], '--x')]).toEqual([false, true]);
  });

  test('of several values the last one counts, of a repeatable option all', () => {
    const option = choice(['wav', 'flac'], '');
    expect(option.read(['wav', 'flac'], '--format')).toBe('flac');
    expect(option.read([], '--format')).toBeUndefined();
    expect(repeatable(option).read(['wav', 'flac'], '--format')).toEqual(['wav', 'flac']);
    expect(repeatable(option).read([], '--format')).toEqual([]);
  });

  test('one that is required is neither left out nor empty', () => {
    const option = required(text('DIR', ''));
    expect(option.read(['out'], '--out')).toBe('out');
    for (const given of [[], ['']]) expect(() => option.read(given, '--out')).toThrow('--out is missing');
  });

  test('a default is read as if it were given, and stands in the help', () => {
    const option = byDefault(value('N', 'so many', wholeNumber(1, 9)), '7');
    expect([option.read([], '--n'), option.read(['3'], '--n')]).toEqual([7, 3]);
    expect(option.about).toBe('so many (default: 7)');
    expect(option.isRequired).toBe(false);
  });
});

test('a choice names what it takes', () => {
  expect(() => choice(['wav', 'flac'], '').read(['mp3'], '--format')).toThrow(
    '--format takes wav, flac, not "mp3"',
  );
});

test('whole numbers within bounds', () => {
  expect(wholeNumber(8000, 9000)('8000', '--sample-rate')).toBe(8000);
  for (const given of ['', '-1', '1.5', '1e3', '9001', 'x']) {
    expect(() => wholeNumber(1, 9000)(given, '--n'), given).toThrow('--n takes');
  }
});

test('times in seconds or as people write them', () => {
  expect(time('1:02.5', '--from')).toBe(62.5);
  expect(() => time('soon', '--from')).toThrow('--from takes');
});

test('channels are counted from 1, one or two of them', () => {
  expect(channelNumbers('1,4', '--channels')).toEqual([0, 3]);
  for (const given of ['0', '1,2,3', 'left', '1,']) {
    expect(() => channelNumbers(given, '--channels'), given).toThrow('--channels takes');
  }
});
