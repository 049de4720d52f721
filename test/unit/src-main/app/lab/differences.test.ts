import { expect, test } from 'vitest';
import { compare } from '../../../../../src-main/app/lab/differences.ts';

test('equal values have no differences, whatever the order of their fields', () => {
  const value = { a: [1, null, { b: 'x' }], c: {}, d: [] };
  expect(compare(value, { d: [], c: {}, a: [1, null, { b: 'x' }] })).toEqual({
    compared: 5,
    differences: [],
  });
});

test('what changed, went and came is named with both values', () => {
  const { compared, differences } = compare(
    { mean: 8.1, stems: { violin: { sdr: 1 }, viola: { sdr: 2 } } },
    { mean: 8.1, stems: { violin: { sdr: 1.0000000000000002 }, cello: { sdr: 2 } } },
  );
  expect(compared).toBe(4);
  expect(differences).toEqual([
    { what: 'stems.violin.sdr', archived: 1, now: 1.0000000000000002 },
    { what: 'stems.viola.sdr', archived: 2, now: undefined },
    { what: 'stems.cello.sdr', archived: undefined, now: 2 },
  ]);
});

test('null is no figure, and an empty list is not an empty object', () => {
  expect(compare({ a: null, b: [] }, { a: 0, b: {} }).differences).toHaveLength(2);
});
