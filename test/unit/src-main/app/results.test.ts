import { expect, test } from 'vitest';
import type { ImportedFile } from '../../../../src-main/app/batch/batch-entry.ts';
import { requireImported } from '../../../../src-main/app/batch/import-files.ts';
import { requireDone, type QueuedJob } from '../../../../src-main/app/library-jobs.ts';
import { newJobId, newRecordingId } from '../../../../src-shared/project/ids.ts';

const imported = (title: string, message: string | null): ImportedFile => ({
  id: newRecordingId(),
  title,
  file: `/${title}.wav`,
  state: message === null ? 'ready' : 'failed',
  existing: false,
  separation: null,
  usedAgain: false,
  left: null,
  problem: message === null ? null : { code: 'file/empty', message },
  notes: [],
});

test('an import fails with the first file that did, and says how many', () => {
  expect(() => requireImported([imported('a', null)])).not.toThrow();
  expect(() => requireImported([imported('a', 'It is empty')])).toThrow(/^a: It is empty$/);
  expect(() => requireImported([imported('a', null), imported('b', 'It is empty')])).toThrow(
    expect.objectContaining({
      code: 'file/empty',
      message: 'b: It is empty (1 of 2 recordings failed)',
    }),
  );
});

const job = (title: string, state: QueuedJob['state']): QueuedJob => ({
  id: newJobId(),
  kind: 'separate',
  state,
  title,
  progress: 0,
  phase: '',
  failure: state === 'failed' ? { code: 'disk/full', message: 'The disk is full' } : null,
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('a queue that was worked through fails with its first failed job', () => {
  expect(() => requireDone([])).not.toThrow();
  expect(() => requireDone([job('a', 'done'), job('b', 'cancelled')])).not.toThrow();
  expect(() => requireDone([job('a', 'done'), job('b', 'failed')])).toThrow(
    expect.objectContaining({ code: 'disk/full', message: 'b: The disk is full (1 of 2 jobs failed)' }),
  );
});
