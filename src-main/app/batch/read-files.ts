import { existingRecording } from '../../../src-shared/contract/duplicate.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { JobId, RecordingId } from '../../../src-shared/project/ids.ts';
import type { BatchFile } from './batch-files.ts';
import type { BatchRun } from './batch-run.ts';

/** A file of a batch that has been read, or that the library had. */
export interface Arrival {
  /** If `existing`, the recording that the library already has. */
  readonly recordingId: RecordingId;
  readonly file: BatchFile;
  /** The import's last state; null if the file did not need to be read. */
  readonly job: Job | null;
  readonly existing: boolean;
}

type Started = Omit<Arrival, 'job'> & { readonly jobId: JobId | null };
export type KnownFiles = ReturnType<BatchRun['app']['known']['files']>;

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
    const found = again ? null : await known(file.path, channels);
    if (found !== null) {
      arrivals.push({ ...found, file, existing: found.jobId === null });
      continue;
    }
    const { recordingId, jobId } = await start(run, file);
    arrivals.push({ recordingId, jobId, file, existing: false });
    started.push(recordingId);
  }
  const jobIds = arrivals.flatMap(({ jobId }) => jobId ?? []);
  await run.finished(jobIds, share).catch(async (error: unknown) => {
    if (!run.isClosing) await removeUnread(run, started);
    throw error;
  });
  return Promise.all(arrivals.map((arrival) => arrived(run, arrival)));
}

async function start(
  { app, options, work }: BatchRun,
  { path, name, temporary = false }: BatchFile,
): Promise<{ recordingId: RecordingId; jobId: JobId }> {
  const { mode, channels, again } = options;
  const { grantId } = app.grants.grantPath(path, { kind: 'file', access: 'read', name, temporary });
  const queued = await app.calls.library.import(
    { grantId, mode, again, ...(channels === undefined ? {} : { channels: [...channels] }) },
    work,
  );
  const [[jobId], [recordingId]] = [queued.jobIds, queued.recordingIds];
  if (jobId === undefined || recordingId === undefined) throw new Error(`${path} was not queued`);
  return { recordingId: RecordingId.parse(recordingId), jobId: JobId.parse(jobId) };
}

async function arrived(run: BatchRun, { recordingId, file, jobId, existing }: Started): Promise<Arrival> {
  if (jobId === null) return { recordingId, file, job: null, existing };
  const job = run.jobs.get(jobId);
  const twin = existingRecording(job.failure);
  if (twin === null) return { recordingId, file, job, existing };
  // The same audio under another name is no failure, so it leaves no failed job behind.
  await run.app.calls.jobs.dismiss({ jobId }, run.work);
  return { recordingId: twin, file, job: null, existing: true };
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
