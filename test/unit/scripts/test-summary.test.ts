import { describe, expect, it } from 'vitest';
import type { TestCase } from '../../../scripts/test-reports.ts';
import { slowestTable, summaryLines, timeText } from '../../../scripts/test-summary.ts';

const one = (suite: string, title: string, outcome: TestCase['outcome'], seconds = 1): TestCase => ({
  ...{ suite, title, outcome, seconds, rerun: `run ${title}` },
});

describe('the summary', () => {
  it('has a line a suite, a line a failed test, and all counts in the last one', () => {
    const cases = [
      one('unit', 'a', 'passed'),
      one('unit', 'b', 'failed'),
      one('e2e', 'c', 'skipped'),
      one('e2e', 'd', 'passed'),
    ];
    const times = [
      { suite: 'e2e', seconds: 61.2 },
      { suite: 'unit', seconds: 5 },
    ];
    expect(summaryLines(cases, times)).toEqual([
      'e2e    1 min 01 s  1 passed, 0 failed, 1 skipped',
      'unit          5 s  1 passed, 1 failed',
      '',
      'FAILED  b  (alone: run b)',
      '',
      '2 passed, 1 failed, 1 skipped',
    ]);
  });

  it('says nothing of what did not happen', () => {
    expect(summaryLines([one('unit', 'a', 'passed')], [])).toEqual(['', '1 passed, 0 failed']);
  });

  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 00 s'],
    [754, '12 min 34 s'],
  ])('%f seconds are %s', (seconds, text) => {
    expect(timeText(seconds)).toBe(text);
  });
});

it('the slowest tests come first, in a table whose columns line up', () => {
  const cases = [
    one('unit', 'quick', 'passed', 0.06),
    one('e2e', 'a | b', 'failed', 12),
    one('unit', 'c', 'passed', 3),
  ];
  expect(slowestTable(cases, 2)).toEqual([
    '| test   | suite | seconds |',
    '| ------ | ----- | ------: |',
    '| a \\| b | e2e   |    12.0 |',
    '| c      | unit  |     3.0 |',
  ]);
});
