import { existingRecording } from '../../../src-shared/contract/duplicate.ts';
import { isFailure, type FailureData } from '../../../src-shared/contract/failure.ts';
import { Job } from '../../../src-shared/contract/job.ts';
import { JobId, newRecordingId, RecordingId } from '../../../src-shared/project/ids.ts';
import { isUnfinished } from '../await-jobs.ts';
import type { BatchFile } from './batch-files.ts';
import type { BatchRun } from './batch-run.ts';
import type { KnownFiles } from './known-work.ts';

/** A file of a batch that has been read, or that the library had. */
export interface Arrival {
  /** If `existing`, the recording that the library already has. */
  readonly recordingId: RecordingId;
  readonly file: BatchFile;
  /** The import's last state; null if the file did not need to be read. */
  readonly job: Job | null;
  readonly existing: boolean;
  /** Why it could not even be queued. */
  readonly failure: FailureData | null;
}

type Started = Omit<Arrival, 'job'> & { readonly jobId: JobId | null };

/** Imports the files that the library does not have, and waits. @throws Failure `call/cancelled`, `library/*` */
export async function readFiles(
  run: BatchRun,
  files: readonly BatchFile[],
  known: KnownFiles,
  share: number,
): Promise<Arrival[]> {
  const { channels, again } = run.options;
  const arrivals: Started[] = [];
  const started: RecordingId[] = [];
  for (const file of files) {
    const found = again ? null : await known.find(file, channels);
    if (found !== null) {
      arrivals.push({ ...found, file, existing: found.jobId === null, failure: null });
      continue;
    }
    const queued = await start(run, file, known.failedImport(file.path));
    arrivals.push({ ...queued, file, existing: false });
    if (queued.jobId !== null) started.push(queued.recordingId);
  }
  const jobIds = arrivals.flatMap(({ jobId }) => jobId ?? []);
  await run.finished(jobIds, share).catch(async (error: unknown) => {
    if (!run.isClosing) await removeUnread(run, started);
    throw error;
  });
  return Promise.all(arrivals.map((arrival) => arrived(run, arrival)));
}

/** @param failedImport an earlier import of the file, which this one replaces */
async function start(
  { app, options, work, jobs }: BatchRun,
  { path, name, temporary = false }: BatchFile,
  failedImport: JobId | null,
): Promise<Pick<Started, 'recordingId' | 'jobId' | 'failure'>> {
  const { mode, channels, again } = options;
  let queued;
  try {
    if (failedImport !== null && !isUnfinished(jobs.get(failedImport))) {
      if (temporary) {
        // Its upload would go with the job.
        const job = Job.parse(await app.calls.jobs.retry({ jobId: failedImport }, work));
        if (job.recordingId !== null) return { recordingId: job.recordingId, jobId: job.id, failure: null };
      } else await app.calls.jobs.dismiss({ jobId: failedImport }, work);
    }
    const { grantId } = app.grants.grantPath(path, { kind: 'file', access: 'read', name, temporary });
    const chosen = channels === undefined ? {} : { channels: [...channels] };
    queued = await app.calls.library.import({ grantId, mode, again, ...chosen }, work);
  } catch (error) {
    // A file that has gone must not end the others. Its recording never comes into being, like one that can't be read.
    if (!isFailure(error) || !error.code.startsWith('file/')) throw error;
    return { recordingId: newRecordingId(), jobId: null, failure: error.toData() };
  }
  const [[jobId], [recordingId]] = [queued.jobIds, queued.recordingIds];
  if (jobId === undefined || recordingId === undefined) throw new Error(`${path} was not queued`);
  return { recordingId: RecordingId.parse(recordingId), jobId: JobId.parse(jobId), failure: null };
}

async function arrived(run: BatchRun, { jobId, ...started }: Started): Promise<Arrival> {
  if (jobId === null) return { ...started, job: null };
  const job = run.jobs.get(jobId);
  const twin = existingRecording(job.failure);
  if (twin === null) return { ...started, job };
  // The same audio under another name is no failure, so it leaves no failed job behind.
  await run.app.calls.jobs.dismiss({ jobId }, run.work);
  return { ...started, recordingId: twin, job: null, existing: true };
}

/** A file that was not read completely must not continue by itself the next time the library opens. */
async function removeUnread(run: BatchRun, ids: readonly RecordingId[]): Promise<void> {
  for (const recordingId of ids) {
    const recording = await run.recording(recordingId);
    if (recording !== null && recording.state !== 'ready') {
      await run.app.calls.library.remove({ recordingId }, run.work);
    }
  }
}
