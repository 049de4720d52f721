import { existsSync, readdirSync, renameSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { StemSounds, type StemEdit } from '../../../src-shared/contract/stem-versions.ts';
import { SeparationId, stemAudioId, StemId } from '../../../src-shared/project/ids.ts';
import { shiftedShapes } from '../../../src-shared/dsp/region/shapes.ts';
import { SoundSelection, withSelection } from '../../../src-shared/project/sound-selection.ts';
import { freeBytes, requireBytes } from '../../audio/write/free-space.ts';
import { syncFolder, writeDurably } from '../../library/durable.ts';
import { insidePath, peaksPathOf, stemsDirOf, toStoredPath, versionDirOf } from '../../library/folder.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getNotesByHash } from '../../library/rows/recording-notes.ts';
import { getSeparation, type StoredSeparation } from '../../library/rows/separations.ts';
import { getSettings } from '../../library/rows/settings.ts';
import { addStemVersion, stemVersionsOf } from '../../library/rows/stem-versions.ts';
import type { EditStemsInput, EditStemsResult } from '../../separation/edits/edit-task.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { SeparationPinSchema } from '../tasks/declared/separate.ts';
import { declareKind, type JobRooms } from './declare.ts';
import { listensByItself, listenToStems } from './listening.ts';
import { nameNotes } from './named-notes.ts';
import { qualityJob } from './quality.ts';
import { readableRecording } from './recording-audio.ts';
import { storingAfter } from './store-stems.ts';

const sample = z.number().int().nonnegative();
/** Samples of the recording, half open. */
const range = { from: sample, to: sample };

const EditStemsPayload = z.object({
  separationId: SeparationId,
  edit: z.preprocess(
    withSelection,
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('again'), ...range, notesSha256: z.string() }),
      z.object({ kind: z.literal('swap'), ...range, stems: z.tuple([StemId, StemId]) }),
      z.object({ kind: z.literal('name'), ...range, sounds: StemSounds }),
      z.object({
        kind: z.literal('move'),
        ...range,
        source: StemId,
        target: StemId,
        share: z.number(),
        selection: SoundSelection,
      }),
    ]),
  ),
});
export type EditStemsPayload = z.infer<typeof EditStemsPayload>;

type Rooms = Pick<JobRooms, 'write' | 'folder' | 'changes' | 'sources' | 'models' | 'compute'>;

/** Share of the job's progress for the edit itself; computing the stems' peaks takes the rest. */
const EDITING = 0.9;

/**
 * Edits a passage of a separation's stems. The files are completed in a folder of another name, which is renamed
 * before the version gets its row: a crash leaves the version in use as it was.
 */
function editStemsJobs(rooms: Rooms): JobKindRunner {
  const { write, folder, changes, models, compute } = rooms;

  const ready = ({ separationId }: EditStemsPayload): StoredSeparation => {
    const separation = getSeparation(write, separationId);
    if (separation === null) throw new Failure('library/not-found', 'The separation was removed');
    if (separation.state !== 'ready') throw new Failure('call/invalid', 'The separation is not finished yet');
    return separation;
  };

  /** Folders count too: one without a row is from a run that was killed. */
  const nextVersion = ({ id }: StoredSeparation): number => {
    const folders = readdirSync(stemsDirOf(folder, id)).map((name) =>
      Number(/^v(\d+)$/.exec(name)?.[1] ?? 0),
    );
    return 1 + Math.max(0, ...folders, ...stemVersionsOf(write, id).map(({ version }) => version));
  };

  const unfinishedDir = (id: SeparationId): string =>
    join(stemsDirOf(folder, id), 'version.divisi-unfinished');

  const requireSpace = async (
    { id, stems }: StoredSeparation,
    altered: ReadonlySet<string>,
  ): Promise<void> => {
    const sizes = stems
      .filter((stem) => altered.has(stem.id))
      .map(async ({ path }) => (await stat(insidePath(folder, path))).size);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    requireBytes('The new version of the stems', bytes, await freeBytes(stemsDirOf(folder, id)));
  };

  const inputOf = async (
    separation: StoredSeparation,
    { edit }: EditStemsPayload,
    outDir: string,
  ): Promise<EditStemsInput> => {
    const { recordingId, stems, players, from, to } = separation;
    const missing = 'The recording is not ready, so its stems can not be edited';
    const { audio } = await readableRecording(rooms, recordingId, missing);
    const nameOf = (stemId: StemId): string => {
      const stem = stems.find((candidate) => candidate.id === stemId);
      if (stem === undefined) throw new Failure('library/not-found', 'This stem is no longer there');
      return stem.name;
    };
    const inPassage = { from: edit.from - from, to: edit.to - from };
    const files = stems.map(({ name, path, isRest, rmsDbfs }) => ({
      ...{ name, isRest, rmsDbfs },
      path: insidePath(folder, path),
    }));
    const common = { recording: audio, from, to, stems: files, outDir };
    const all = stems.map((stem) => stem.id);
    await requireSpace(separation, new Set(alteredBy(edit) ?? all));
    // What is separated again resumes if the folder is from the same edit, and overwrites what it holds otherwise.
    if (edit.kind !== 'again') await rm(outDir, { recursive: true, force: true });
    await mkdir(outDir, { recursive: true });
    if (edit.kind === 'swap' || edit.kind === 'name') {
      const sounds = edit.kind === 'swap' ? swapOf(edit.stems) : edit.sounds;
      const byName = sounds.map(({ stem, sound }) => [nameOf(stem), nameOf(sound)] as const);
      return { ...common, edit: { kind: 'exchange', ...inPassage, sounds: Object.fromEntries(byName) } };
    }
    if (edit.kind === 'move') {
      const { kind, share } = edit;
      const selection = shiftedShapes(edit.selection, -from);
      const route = { source: nameOf(edit.source), target: nameOf(edit.target), share, selection };
      return { ...common, edit: { kind, ...inPassage, ...route } };
    }
    const notes = getNotesByHash(write, recordingId, edit.notesSha256);
    if (notes === null) throw new Failure('library/not-found', 'The notes for this edit no longer exist');
    const notesPath = join(outDir, 'notes.json');
    writeDurably(notesPath, notes.document);
    const pinned = separation.pin === null ? null : SeparationPinSchema.parse(JSON.parse(separation.pin));
    const { dir: modelDir } = await models.resolve(separation.modelId);
    return {
      ...common,
      edit: { kind: 'again', ...inPassage, players, modelDir, pinned, ...compute(), notesPath },
    };
  };

  /** Starts a process that died after making progress again, from where it was. */
  const edited = async (input: EditStemsInput, context: JobContext): Promise<EditStemsResult> => {
    const reached = { segments: 0 };
    try {
      return await context.task('edit-stems', input, {
        onProgress: ({ done, phase }) => context.progress(done * EDITING, phase),
        onEvent: ({ segmentsDone }) => {
          reached.segments = segmentsDone;
        },
      });
    } catch (error) {
      const isDead = isFailure(error) && error.code === 'process/died';
      if (isDead && reached.segments > 0 && !context.signal.aborted) return edited(input, context);
      throw error;
    }
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = EditStemsPayload.parse(job.payload);
    const before = ready(payload);
    // Killed after the version was stored, and before the job was.
    if (stemVersionsOf(write, before.id).some(({ jobId }) => jobId === job.id)) return {};
    const outDir = unfinishedDir(before.id);
    const result = await edited(await inputOf(before, payload, outDir), context);
    const version = nextVersion(before);
    await drawPeaks(before, version, result, context);
    const dir = versionDirOf(folder, before.id, version);
    syncFolder(outDir);
    renameSync(outDir, dir);
    syncFolder(stemsDirOf(folder, before.id));
    const changed = store(job, payload, before, version, dir, result);
    changes.separation(before.id);
    changes.vectors();
    changes.quality(before.id);
    changes.notes(before.recordingId);
    const judges = getSettings(write).analyseAutomatically;
    const listens = await listensByItself(write, models);
    return {
      next: [
        ...(listens ? [listenToStems({ ...before, stems: changed }, job.title)] : []),
        ...(judges ? [qualityJob(before, job.title)] : []),
        ...storingAfter(rooms, before, job.title, wasFlac(before) ? 'flac' : 'wav'),
      ],
    };
  };

  const drawPeaks = async (
    { stems }: StoredSeparation,
    version: number,
    result: EditStemsResult,
    context: JobContext,
  ): Promise<void> => {
    const files = result.stems.map(({ name, path }) => {
      const stem = stems.find((candidate) => candidate.name === name);
      if (stem === undefined) throw new Error(`an edit made the unknown stem ${name}`);
      return { audioPath: path, peaksPath: peaksPathOf(folder, stemAudioId(stem.id, version)) };
    });
    await context.task(
      'peaks',
      { files },
      { onProgress: ({ done, phase }) => context.progress(EDITING + done * (1 - EDITING), phase) },
    );
  };

  /** @returns the stems that changed */
  const store = (
    job: StoredJob,
    payload: EditStemsPayload,
    before: StoredSeparation,
    version: number,
    dir: string,
    result: EditStemsResult,
  ) =>
    write.transaction(() => {
      const now = ready(payload);
      if (now.version !== before.version) {
        throw new Failure('separation/busy', 'Another version of the stems was put in use meanwhile');
      }
      const made = new Map(result.stems.map((stem) => [stem.name, stem]));
      const files = now.stems.map(({ id: stemId, name }) => {
        const stem = made.get(name);
        if (stem === undefined) throw new Error(`the edit left out the stem ${name}`);
        const path = toStoredPath(folder, join(dir, basename(stem.path)));
        return { stemId, path, rmsDbfs: stem.rmsDbfs, changed: stem.changed };
      });
      addStemVersion(write, now, { version, jobId: job.id, edit: provenance(now, payload, result), files });
      const changed = new Set(files.filter((file) => file.changed).map(({ stemId }) => stemId));
      return now.stems.filter(({ id }) => changed.has(id));
    });

  /** How the version came about. Naming the stems names the notes too. */
  const provenance = (
    now: StoredSeparation,
    { edit }: EditStemsPayload,
    { pin }: EditStemsResult,
  ): StemEdit => {
    if (edit.kind === 'name') return { ...edit, kind: 'named', notes: nameNotes(write, now, edit.sounds) };
    if (edit.kind !== 'again') return edit;
    if (pin === null) throw new Error('what was separated again has no pin');
    const { modelId, modelVersion, provider } = pin;
    return { ...edit, modelId, modelVersion, provider };
  };

  return {
    atOnce: 1,
    run,
    stopped: async (job) => {
      const { separationId } = EditStemsPayload.parse(job.payload);
      if (!existsSync(stemsDirOf(folder, separationId))) return;
      await rm(unfinishedDir(separationId), { recursive: true, force: true });
    },
    again: () => Promise.resolve(),
    forgotten: () => Promise.resolve(),
  };
}

/** What an edit writes follows the stems that it is made from. */
const wasFlac = ({ stems }: StoredSeparation): boolean => stems.some(({ path }) => path.endsWith('.flac'));

/** Two stems that take each other's sound. */
const swapOf = ([one, other]: readonly [StemId, StemId]): StemSounds => [
  { stem: one, sound: other },
  { stem: other, sound: one },
];

/** The stems that an edit is expected to alter; null for all of them. */
function alteredBy(edit: EditStemsPayload['edit']): readonly StemId[] | null {
  switch (edit.kind) {
    case 'swap':
      return edit.stems;
    case 'name':
      return edit.sounds.map(({ stem }) => stem);
    case 'move':
      return [edit.source, edit.target];
    case 'again':
      return null;
  }
}

/** Alters a passage of a separation's stems, as a new version of them. */
export const editStemsKind = declareKind({
  name: 'edit-stems',
  payload: EditStemsPayload,
  runner: editStemsJobs,
});
