import { describe, expect, test } from 'vitest';
import {
  BatchProgress,
  groupsOf,
  type WeighedFile,
} from '../../../../../src-main/app/batch/batch-progress.ts';
import { seeded } from '../../../../support/random.ts';

const BYTES_PER_SECOND = 96_000 * 8;

/**
 * Runs a batch in simulated time: reading, separating and listening at their own speeds, one group after another.
 * @returns the time left that was told at each report, and the time that really was left
 */
function simulate(seconds: readonly number[]) {
  const files = seconds.map((length, index) => ({
    path: `/${index}.wav`,
    bytes: length * BYTES_PER_SECOND,
    seconds: length,
  }));
  let now = 100;
  const told: { done: number; left: number | null; now: number }[] = [];
  const progress = new BatchProgress(
    files,
    ({ done, secondsLeft }) => told.push({ done, left: secondsLeft ?? null, now }),
    () => now,
  );
  for (const group of groupsOf<WeighedFile & { seconds: number }>(files)) {
    progress.begin(group);
    const length = group.reduce((sum, file) => sum + file.seconds, 0);
    for (const [share, cost, each] of [
      [0.15, 0.02, 0.2],
      [0.7, 0.4, 0.5],
      [0.15, 0.06, 0.4],
    ] as const) {
      const report = progress.step(share);
      for (let tenth = 1; tenth <= 10; tenth += 1) {
        now += (cost * length + each * group.length) / 10;
        report({ done: tenth / 10, phase: '' });
      }
      for (const file of group) progress.read(file.path, file.seconds);
    }
    progress.end();
  }
  const end = now;
  return told.map(({ done, left, now: at }) => ({ done, left, really: end - at }));
}

describe('the time left of a batch', () => {
  const random = seeded(18);
  for (const [name, lengths] of [
    ['of equal files', Array.from({ length: 200 }, () => 200)],
    ['of short files', Array.from({ length: 1000 }, () => 5)],
    ['of very different files', Array.from({ length: 300 }, () => 3 + 900 * random() ** 4)],
    ['whose files grow longer', Array.from({ length: 120 }, (_, index) => 10 + 5 * index)],
  ] as const) {
    test(`is right within a quarter after the first tenth ${name}`, () => {
      const reports = simulate(lengths).filter(({ done, really }) => done >= 0.1 && really > 5);
      expect(reports.length).toBeGreaterThan(100);
      for (const { left, really } of reports) {
        // In the last seconds, a second is more than a quarter.
        expect(Math.abs((left ?? Number.POSITIVE_INFINITY) - really)).toBeLessThan(0.25 * really + 2);
      }
    });
  }

  test('the progress ends at the whole', () => {
    const reports = simulate([10, 20, 30]);
    expect(reports.at(-1)?.done).toBeCloseTo(1, 6);
  });
});

test('groups keep the order and the files, and none is larger than it may be', () => {
  const files = Array.from({ length: 777 }, (_, index) => ({
    path: `/${index}`,
    bytes: (index % 13) * 1000,
  }));
  const groups = groupsOf(files);
  expect(groups.flat()).toEqual(files);
  expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(32);
  expect(groupsOf([])).toEqual([]);
});
