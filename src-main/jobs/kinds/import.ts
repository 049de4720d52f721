import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { Ensemble } from '../../../src-shared/project/players.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { audioPathOf, peaksPathOf, toStoredPath, type LibraryFolder } from '../../library/folder.ts';
import { setJobPayload, setJobRecording, type StoredJob } from '../../library/rows/jobs.ts';
import type { Log } from '../../library/log/log.ts';
import { discardAudio } from '../../library/trash/removal.ts';
import {
  deleteRecording,
  getRecording,
  insertRecording,
  recordingsOf,
  renameRecording,
  setOpened,
  setReady,
  type StoredRecording,
} from '../../library/rows/recordings.ts';
import { declareKind } from './declare.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { listensByItself, listenToRecording } from './listening.ts';
import { removeUnfinished } from './unfinished-import.ts';

export const ImportPayload = z.object({
  recordingId: RecordingId,
  sourcePath: z.string(),
  storage: z.enum(['reference', 'copy']),
  channels: z.array(z.number().int().nonnegative()).optional(),
  title: z.string(),
  players: Ensemble,
  isDemo: z.boolean(),
  /** Import even if the library already has the file. */
  again: z.boolean().default(false),
  /** The source is an upload, which is deleted once the import has ended for good. */
  temporary: z.boolean(),
});
export type ImportPayload = z.infer<typeof ImportPayload>;

export interface ImportJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly models: Pick<ModelRegistry, 'embedder'>;
  readonly log: Log;
}

/** The source's state when its import was requested; it must be unchanged once it has been read. */
export interface SourceStat {
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** Inserts the recording's row at the time of the request, before anything is read. */
export function insertImporting(write: WritableDatabase, payload: ImportPayload, source: SourceStat): void {
  insertRecording(write, {
    id: payload.recordingId,
    title: payload.title,
    fileName: basename(payload.sourcePath),
    storage: payload.storage,
    isDemo: payload.isDemo,
    // An upload's folder is the program's own and goes with the import: nobody finds the recording by it.
    sourcePath: payload.temporary ? basename(payload.sourcePath) : payload.sourcePath,
    sourceBytes: source.bytes,
    sourceMtimeMs: source.mtimeMs,
    players: payload.players,
  });
}

/** @throws Failure `file/not-found`, `file/unsupported` */
export async function sourceStat(path: string): Promise<SourceStat> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Failure('file/unsupported', `"${basename(path)}" is not a file`);
    return { bytes: found.size, mtimeMs: found.mtimeMs };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('file/not-found', `"${basename(path)}" is no longer there`, { cause });
  }
}

/** Imports a source in a child process: header, samples, hash and peaks. */
export function importJobs(options: ImportJobOptions): JobKindRunner {
  const { write, folder, changes, sources, models } = options;
  /** Imports of this program run; it created whatever files exist for them. */
  const ran = new Set<RecordingId>();

  const isThere = (recording: StoredRecording): Promise<boolean> =>
    sources.require(recording).then(
      () => true,
      (error: unknown) => {
        if (isFailure(error)) return false;
        throw error;
      },
    );

  /**
   * A recording whose source is missing does not count as a duplicate: this import may be meant to restore
   * it.
   */
  const refuseTwins = async (twins: readonly StoredRecording[]): Promise<void> => {
    for (const twin of twins) {
      if (!(await isThere(twin))) continue;
      throw new Failure('library/duplicate', `Already in the library as “${twin.title}”`, {
        details: { recordingId: twin.id, title: twin.title },
      });
    }
  };

  /**
   * Removes the files of an unfinished import. Finished files that this program run did not create go to the
   * trash, because the database that calls the import unfinished may be older than they are.
   */
  const clear = async (id: RecordingId, title: string): Promise<void> => {
    if (!ran.has(id)) discardAudio(options, id, title, 'Left by an interrupted import');
    await removeUnfinished(folder, id);
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = ImportPayload.parse(job.payload);
    const { recordingId, sourcePath } = payload;
    const before = getRecording(write, recordingId);
    if (before === null) throw new Failure('library/not-found', 'The recording was removed');
    // Already ready if the program ended before the job did, or if a sidecar was newer than the database.
    if (before.state !== 'ready') await read(before, payload, context);
    if (payload.temporary) await rm(sourcePath, { force: true });
    if (!(await listensByItself(write, models))) return {};
    return { next: [listenToRecording({ id: recordingId, title: job.title })] };
  };

  const read = async (
    before: StoredRecording,
    payload: ImportPayload,
    context: JobContext,
  ): Promise<void> => {
    const { recordingId, sourcePath, storage, channels } = payload;
    // Imports are not resumed: starting over is quick enough.
    await clear(recordingId, payload.title);
    ran.add(recordingId);
    const result = await context.task(
      'import',
      {
        sourcePath,
        storage,
        audioPath: audioPathOf(folder, recordingId),
        peaksPath: peaksPathOf(folder, recordingId),
        coversPath: folder.covers,
        ...(channels === undefined ? {} : { channels }),
      },
      {
        onProgress: ({ done, phase }) => context.progress(done, phase),
        onEvent: ({ format, info }) => {
          setOpened(write, recordingId, { format, ...info });
          changes.recording(recordingId);
        },
      },
    );
    const after = await sourceStat(sourcePath);
    if (after.bytes !== before.sourceBytes || after.mtimeMs !== before.sourceMtimeMs) {
      throw new Failure(
        'file/unreadable',
        `"${before.fileName}" was changed while it was being read; try again`,
      );
    }
    // A selection of channels makes another recording of the same file.
    const twins = payload.again || channels !== undefined ? [] : recordingsOf(write, result);
    // No unnecessary `await`: two imports of one file that end together must see each other.
    if (twins.length > 0) await refuseTwins(twins);
    const title = getRecording(write, recordingId)?.title;
    // The user may have renamed the recording while it was being read.
    if (result.title !== null && title === payload.title) renameRecording(write, recordingId, result.title);
    setReady(write, recordingId, {
      format: result.format,
      ...result.info,
      sha256: result.sha256,
      audioPath: toStoredPath(folder, result.audioPath),
      channelMap: result.channelMap,
      notes: result.notes,
      metadata: result.metadata,
      cover: result.cover,
    });
    changes.recording(recordingId);
  };

  return {
    atOnce: 2,
    run,
    async stopped(job) {
      const { recordingId, title } = ImportPayload.parse(job.payload);
      if (getRecording(write, recordingId)?.state === 'ready') return;
      await clear(recordingId, title);
      deleteRecording(write, recordingId);
      changes.recordingRemoved(recordingId);
    },
    async again(job) {
      const asked = ImportPayload.parse(job.payload);
      const payload = { ...asked, again: asked.again || job.failure?.code === 'library/duplicate' };
      setJobPayload(write, job.id, payload);
      insertImporting(write, payload, await sourceStat(payload.sourcePath));
      setJobRecording(write, job.id, payload.recordingId);
      changes.recording(payload.recordingId);
    },
    async forgotten(job) {
      const payload = ImportPayload.parse(job.payload);
      if (payload.temporary) await rm(payload.sourcePath, { force: true });
    },
  };
}

/**
 * Notes which channels a failed import uses when it is started again.
 * @throws Failure `call/invalid` for a job that needs no choice
 */
export function chooseChannels(write: WritableDatabase, job: StoredJob, channels: readonly number[]): void {
  if (job.kind !== 'import' || job.failure?.code !== 'audio/channels') {
    throw new Failure(
      'call/invalid',
      'Only an import of a file with several channels needs a choice of them',
    );
  }
  setJobPayload(write, job.id, { ...ImportPayload.parse(job.payload), channels });
}

export const importKind = declareKind({
  name: 'import',
  payload: ImportPayload,
  uploads: ({ temporary, sourcePath }) => (temporary ? [sourcePath] : []),
  runner: importJobs,
});
