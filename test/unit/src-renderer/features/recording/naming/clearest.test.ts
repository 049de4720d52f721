import { expect, it } from 'vitest';
import {
  clearestPassages,
  energyOf,
} from '../../../../../../src-renderer/features/recording/naming/clearest.ts';

it('finds where each stem has the highest share of all, and the earliest of equal passages', () => {
  const first = [1, 1, 9, 9, 1, 1, 9, 9];
  const second = [9, 9, 1, 1, 9, 9, 1, 1];
  expect(clearestPassages([first, second], 2)).toEqual([
    { from: 2, to: 4 },
    { from: 0, to: 2 },
  ]);
});

it('counts what the rest plays meanwhile', () => {
  const rest = [1, 1, 90, 90, 1, 1, 1, 1];
  const [first] = clearestPassages([[1, 1, 9, 9, 1, 1, 9, 9]], 2, [rest]);
  expect(first).toEqual({ from: 6, to: 8 });
});

it('leaves out passages in which a stem hardly plays, although it is alone there', () => {
  const quiet = [0.01, 0.01, 0, 0, 5, 5, 0, 0];
  const other = [0, 0, 7, 7, 5, 5, 7, 7];
  const [first] = clearestPassages([quiet], 2, [other]);
  expect(first).toEqual({ from: 4, to: 6 });
});

it('takes passages apart where a stem is nearly as clear', () => {
  const first = [1, 1, 1, 7, 7, 7, 1, 1, 1];
  const second = [1, 1, 1, 5, 5, 5, 1, 1, 1];
  const other = [9, 9, 9, 9, 9, 9, 3, 3, 3];
  // Both are clearest in the middle; the second has 0.2 of all at the end, and 0.24 there.
  expect(clearestPassages([first, second], 3, [other])).toEqual([
    { from: 3, to: 6 },
    { from: 6, to: 9 },
  ]);
});

it('takes passages at one time where a stem is clear nowhere else', () => {
  const first = [0, 0, 9, 9, 0, 0];
  const second = [0, 0, 7, 7, 0, 0];
  expect(clearestPassages([first, second], 4)).toEqual([
    { from: 0, to: 4 },
    { from: 0, to: 4 },
  ]);
  const other = [90, 90, 0, 0, 90, 90];
  expect(
    clearestPassages(
      [
        [1, 1, 9, 9, 1, 1],
        [1, 1, 7, 7, 1, 1],
      ],
      2,
      [other],
    ),
  ).toEqual([
    { from: 2, to: 4 },
    { from: 2, to: 4 },
  ]);
});

it('takes all of a short recording, and nothing of a silent stem', () => {
  expect(
    clearestPassages(
      [
        [1, 2],
        [0, 0],
      ],
      6,
    ),
  ).toEqual([{ from: 0, to: 2 }, null]);
  expect(clearestPassages([[], []], 6)).toEqual([null, null]);
});

it('takes the higher of the two peaks of a bucket, squared and summed over channels', () => {
  const data = Int16Array.of(-3, 2, -1, 4, 0, 0, -5, 5);
  expect([...energyOf({ channels: 2, buckets: 2, data })]).toEqual([9, 16 + 25]);
});
