import { describe, expect, it } from 'vitest';
import type { BatchPreview, BatchState } from '../../../../../src-shared/contract/batch.ts';
import {
  canRetry,
  canStart,
  FIRST_CHOICES,
  playersOf,
} from '../../../../../src-renderer/features/batch/batch-choices.ts';

const preview = (change: Partial<BatchPreview> = {}): BatchPreview => ({
  files: [{ name: 'one.wav', players: null, score: null, modelId: null }],
  ...{ problems: [], leftOut: [], needsFolder: false, ...change },
});
const problems: BatchPreview['problems'] = [
  {
    ...{ list: 'a.csv', line: 2, column: 1 },
    ...{ mistake: 'file-missing', about: 'x', message: 'There is no file "x"' },
  },
];

describe('starting a batch', () => {
  it('waits until something was read and its mistakes are left out', () => {
    expect(canStart(null, FIRST_CHOICES)).toBe(false);
    expect(canStart(preview(), FIRST_CHOICES)).toBe(true);
    expect(canStart(preview({ files: [] }), FIRST_CHOICES)).toBe(false);
    expect(canStart(preview({ problems }), FIRST_CHOICES)).toBe(false);
    expect(canStart(preview({ problems }), { ...FIRST_CHOICES, leaveOut: true })).toBe(true);
    expect(canStart(preview({ needsFolder: true }), FIRST_CHOICES)).toBe(false);
  });

  it('separates only where the list, a score or the page says who plays', () => {
    const nobody = { ...FIRST_CHOICES, who: 'nobody' } as const;
    const scored = preview({ files: [{ name: 'a.wav', players: null, score: 'a.mid', modelId: null }] });
    expect(canStart(preview(), nobody)).toBe(false);
    expect(canStart(preview(), { ...nobody, what: 'import' })).toBe(true);
    expect(canStart(scored, nobody)).toBe(true);
  });

  it('reads typed players as the command line does, and names what it does not know', () => {
    const typed = (players: string) => playersOf({ who: 'these', players });
    expect(typed('violin:2; cello')).toMatchObject({ players: { length: 3 }, problem: null });
    expect(typed('violn').problem).toContain('violin');
    expect(canStart(preview(), { ...FIRST_CHOICES, who: 'these', players: '' })).toBe(false);
  });
});

it('an ended batch is retried where something failed or was not reached', () => {
  const batch = (state: BatchState['state'], failed: number): BatchState => ({
    ...{ state, files: 3, progress: 1, phase: '', secondsLeft: null, troubles: [], failure: null },
    counts: { imported: 3, existing: 0, separated: 2, usedAgain: 0, left: 1, failed },
  });
  expect(canRetry(batch('done', 0))).toBe(false);
  expect(canRetry(batch('done', 1))).toBe(true);
  expect(canRetry(batch('cancelled', 0))).toBe(true);
  expect(canRetry(batch('running', 1))).toBe(false);
});
