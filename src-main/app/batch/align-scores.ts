import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Job } from '../../../src-shared/contract/job.ts';
import { JobId, type RecordingId } from '../../../src-shared/project/ids.ts';
import type { BatchRun } from './batch-run.ts';
import type { Declared } from './declare-players.ts';

/**
 * Aligns the scores that a list names with their recordings. A score that is aligned already is used as it is.
 * @returns the failures, by recording
 * @throws Failure `call/cancelled`, `file/not-found` for a score that has gone
 */
export async function alignScores(
  run: BatchRun,
  declared: readonly Declared[],
  share: number,
): Promise<ReadonlyMap<RecordingId, NonNullable<Job['failure']>>> {
  const started: { readonly recordingId: RecordingId; readonly jobId: JobId }[] = [];
  for (const { arrival } of declared) {
    const { recordingId, file } = arrival;
    if (file.score === null) continue;
    const { score } = await run.app.calls.notes.get({ recordingId }, run.work);
    const sha256 = createHash('sha256')
      .update(await readFile(file.score))
      .digest('hex');
    if (!run.options.force && score?.report.scoreSha256 === sha256) continue;
    const { grantId } = run.app.grants.grantPath(file.score, { kind: 'file', access: 'read' });
    const { jobId } = await run.app.calls.notes.align({ recordingId, score: grantId }, run.work);
    started.push({ recordingId, jobId: JobId.parse(jobId) });
  }
  const ended = await run.finished(
    started.map(({ jobId }) => jobId),
    share,
  );
  return new Map(
    ended.flatMap(({ failure }, index) => {
      const recordingId = started[index]?.recordingId;
      return failure === null || recordingId === undefined ? [] : [[recordingId, failure] as const];
    }),
  );
}
