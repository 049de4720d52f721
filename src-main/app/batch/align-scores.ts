import { basename } from 'node:path';
import { Failure, isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { JobId, type RecordingId } from '../../../src-shared/project/ids.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import type { BatchRun } from './batch-run.ts';
import type { Declared } from './declare-players.ts';

/**
 * Aligns the scores that a list names with their recordings. A score that is aligned already is used as it is.
 * @returns the failures, by recording
 * @throws Failure `call/cancelled`
 */
export async function alignScores(
  run: BatchRun,
  declared: readonly Declared[],
  share: number,
): Promise<ReadonlyMap<RecordingId, NonNullable<Job['failure']>>> {
  const failures = new Map<RecordingId, NonNullable<Job['failure']>>();
  const started: { readonly recordingId: RecordingId; readonly jobId: JobId }[] = [];
  for (const { arrival } of declared) {
    const { recordingId, file } = arrival;
    if (file.score === null) continue;
    try {
      const jobId = await startAligning(run, recordingId, file.score);
      if (jobId !== null) started.push({ recordingId, jobId });
    } catch (error) {
      if (!isFailure(error) || isCancelled(error)) throw error;
      failures.set(recordingId, error.toData());
    }
  }
  const ended = await run.finished(
    started.map(({ jobId }) => jobId),
    share,
  );
  for (const [index, { failure }] of ended.entries()) {
    const recordingId = started[index]?.recordingId;
    if (failure !== null && recordingId !== undefined) failures.set(recordingId, failure);
  }
  return failures;
}

/**
 * Null if the score is aligned already.
 * @throws Failure `file/not-found`, and what aligning refuses
 */
async function startAligning(run: BatchRun, recordingId: RecordingId, path: string): Promise<JobId | null> {
  const { score } = await run.app.calls.notes.get({ recordingId }, run.work);
  const sha256 = await sha256Of(path).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${basename(path)}" is no longer there`, { cause });
  });
  if (!run.options.force && score?.report.scoreSha256 === sha256) return null;
  const { grantId } = run.app.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobId } = await run.app.calls.notes.align({ recordingId, score: grantId }, run.work);
  return JobId.parse(jobId);
}
