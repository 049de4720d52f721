import type { SeparationNote } from '../../../src-shared/contract/separation-note.ts';
import { existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { StemFormat } from '../../../src-shared/contract/system.ts';
import { SeparationId } from '../../../src-shared/project/ids.ts';
import { partPath } from '../../audio/write/part-file.ts';
import { syncFolder } from '../../library/durable.ts';
import { insidePath } from '../../library/folder.ts';
import { jobsInState, type NewJob, type StoredJob } from '../../library/rows/jobs.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { getSeparation, type StoredSeparation } from '../../library/rows/separations.ts';
import { noteKeptStems, stemPathsOf } from '../../library/rows/stem-files.ts';
import { replaceStemFiles } from '../../library/trash/stem-files.ts';
import { storedGridBits } from '../../separation/stored-grid.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { declareKind, type JobRooms } from './declare.ts';

const StoreStemsPayload = z.object({ separationId: SeparationId, format: StemFormat });
type StoreStemsPayload = z.infer<typeof StoreStemsPayload>;

type Rooms = Pick<JobRooms, 'write' | 'folder' | 'changes' | 'log'>;

const BUSY_INTERVAL_MS = 500;

/** A file to be written: `out` has its name only once the rows name it. */
interface Planned {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly out: string;
}

const unfinished = (path: string): string => `${path}.divisi-unfinished`;

export const storeStemsJob = (
  { id: separationId, recordingId }: Pick<StoredSeparation, 'id' | 'recordingId'>,
  title: string,
  format: StemFormat,
): NewJob => storeStemsKind.job({ title, recordingId, separationId }, { separationId, format });

/**
 * Stores a separation's stems, in all versions, as FLAC or as WAV. Files are written under another name and read back;
 * then they are renamed, one transaction makes the rows name them, and the earlier files move to the trash.
 */
function storeStemsJobs({ write, folder, changes, log }: Rooms): JobKindRunner {
  const ready = ({ separationId }: StoreStemsPayload): StoredSeparation => {
    const separation = getSeparation(write, separationId);
    if (separation === null) throw new Failure('library/not-found', 'The separation was removed');
    if (separation.state !== 'ready') throw new Failure('call/invalid', 'The separation is not finished yet');
    return separation;
  };

  const planOf = ({ separationId, format }: StoreStemsPayload): Planned[] =>
    stemPathsOf(write, separationId).flatMap((from) => {
      const to = from.replace(/\.(wav|flac)$/, `.${format}`);
      if (to === from) return [];
      const out = insidePath(folder, to);
      return [{ from, to, path: insidePath(folder, from), out }];
    });

  /** Whether another job may have the separation's files open by their names. */
  const isBusy = (job: StoredJob): boolean =>
    jobsInState(write, 'running').some(
      ({ id, recordingId }) => id !== job.id && recordingId !== null && recordingId === job.recordingId,
    );

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = StoreStemsPayload.parse(job.payload);
    const separation = ready(payload);
    const planned = planOf(payload);
    const { originals, twins } = withoutTwins(planned);
    const { kept } = await context.task(
      'store-stems',
      { format: payload.format, files: originals.map(({ path, out }) => ({ path, out: unfinished(out) })) },
      { onProgress: ({ done, phase }) => context.progress(done, phase) },
    );
    while (isBusy(job)) {
      await sleep(BUSY_INTERVAL_MS, undefined, { signal: context.signal }).catch(() => {
        throw new Failure('call/cancelled', 'Cancelled');
      });
    }
    // From here on without a pause, so that no job starts on files that are about to move.
    const written = originals.filter((_, index) => kept[index] === null);
    for (const { out } of written) renameSync(unfinished(out), out);
    const linked = [...twins].flatMap(([twin, original]) => {
      if (!written.includes(original)) return [];
      if (!existsSync(twin.out)) linkSync(original.out, twin.out);
      return [twin];
    });
    const replacing = [...written, ...linked];
    for (const dir of new Set(replacing.map(({ out }) => dirname(out)))) syncFolder(dir);
    replaceStemFiles(
      { write, folder, log },
      separation,
      new Map(replacing.map(({ from, to }) => [from, to])),
      job.title,
    );
    const notes = originals.flatMap(({ from }, index): SeparationNote[] => {
      const because = kept[index];
      const stem = separation.stems.find(({ path }) => path === from);
      return because === null || because === undefined || stem === undefined
        ? []
        : [{ kind: 'stays-float', stem: stem.label, because }];
    });
    noteKeptStems(write, separation.id, notes);
    changes.separation(separation.id);
    return {};
  };

  return {
    atOnce: 1,
    inBackground: true,
    run,
    async stopped(job) {
      const payload = StoreStemsPayload.parse(job.payload);
      for (const { out } of planOf(payload)) {
        await rm(partPath(unfinished(out)), { force: true });
        await rm(unfinished(out), { force: true });
      }
    },
    again: () => Promise.resolve(),
    forgotten: () => Promise.resolve(),
  };
}

/** Versions share the files that an edit left alone: these are written once and linked again. */
function withoutTwins(planned: readonly Planned[]): {
  readonly originals: readonly Planned[];
  readonly twins: ReadonlyMap<Planned, Planned>;
} {
  const byContent = new Map<string, Planned>();
  const twins = new Map<Planned, Planned>();
  for (const each of planned) {
    const { dev, ino } = statSync(each.path, { bigint: true });
    const key = `${dev}:${ino}`;
    const original = byContent.get(key);
    if (original === undefined || ino === 0n) byContent.set(ino === 0n ? each.path : key, each);
    else twins.set(each, original);
  }
  return { originals: [...byContent.values()], twins };
}

/** Stores the stems of a separation in another format. */
export const storeStemsKind = declareKind({
  name: 'store-stems',
  payload: StoreStemsPayload,
  runner: storeStemsJobs,
});

/** The job that a finished separation, or edit, of these stems is followed by: none if they are stored as they shall be. */
export function storingAfter(
  { write }: Pick<Rooms, 'write'>,
  separation: StoredSeparation,
  title: string,
  format: StemFormat,
): NewJob[] {
  if (format === 'wav') return [];
  const recording = getRecording(write, separation.recordingId);
  // The stems of a recording of floats are finer than 24 bits.
  if (recording?.state !== 'ready' || storedGridBits(recording.sampleFormat) === null) return [];
  return stemPathsOf(write, separation.id).some((path) => path.endsWith('.wav'))
    ? [storeStemsJob(separation, title, format)]
    : [];
}
