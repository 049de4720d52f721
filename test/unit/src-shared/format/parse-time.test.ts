import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../../src-shared/format/time.ts';

describe('parseTime', () => {
  it.each([
    ['90', 90],
    ['0', 0],
    ['1:02.345', 62.345],
    ['1:02:03.5', 3723.5],
    ['12,5 s', 12.5],
    ['90 seconds', 90],
    [' 100:00 ', 6000],
    ['7.', 7],
  ])('"%s" is %d s', (text, seconds) => expect(parseTime(text)).toBeCloseTo(seconds, 9));

  it.each(['', 'abc', '-1', '1:60', '1:2:3:4', '1:75.2', '1e3', 'NaN', '::', '1.5:00', '.5'])(
    '"%s" is no time',
    (text) => expect(parseTime(text)).toBeNull(),
  );
});
