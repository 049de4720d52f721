import { z } from 'zod';
import type { AnalyseInput, AnalyseResult } from '../../listening/analyse.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { ExcerptId, ItemId, RecordingId, StemId } from '../../../src-shared/project/ids.ts';
import { Instrument } from '../../../src-shared/project/players.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/registry.ts';
import type { Compute } from '../../inference/providers.ts';
import { getAnalysis, notHeardBy, putAnalysis } from '../../library/rows/analyses.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { excerptsMissing, getExcerpt } from '../../library/rows/excerpts.ts';
import { insidePath, type LibraryFolder } from '../../library/folder.ts';
import { getItem } from '../../library/rows/items.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import type { Log } from '../../library/log/log.ts';
import { getSeparation, getStem, type StoredStem } from '../../library/rows/separations.ts';
import { declareKind } from './declare.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import { readableRecording } from './recording-audio.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';

/** What to analyse; null for everything that the installed model has not analysed yet. */
export const AnalysePayload = z.object({ audioIds: z.array(ItemId).nullable() });
export type AnalysePayload = z.infer<typeof AnalysePayload>;

export interface AnalyseJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly models: Pick<ModelRegistry, 'embedder'>;
  readonly compute: () => Compute;
  readonly log: Log;
}

/** Something in the library that can be analysed. */
interface Item {
  readonly id: ItemId;
  readonly recordingId: RecordingId;
  readonly stem: StoredStem | null;
  readonly audio: AudioFile;
  /** Samples of the audio, half open; to its end where null. */
  readonly from: number;
  readonly to: number | null;
}

/** Leaves the other cores to the user. */
const THREADS = 1;

/** Analyses recordings, stems and excerpts, one child process each, and stores every result at once. */
export function analyseJobs(options: AnalyseJobOptions): JobKindRunner {
  const { write, folder, changes, models } = options;

  /** @throws Failure `library/not-found`, `file/*` */
  const itemOf = async (id: ItemId): Promise<Item> => {
    const stem = StemId.safeParse(id);
    if (stem.success) return stemItem(stem.data);
    const excerpt = ExcerptId.safeParse(id);
    return excerpt.success ? excerptItem(excerpt.data) : recordingItem(RecordingId.parse(id));
  };

  const excerptItem = async (id: ExcerptId): Promise<Item> => {
    const excerpt = getExcerpt(write, id);
    if (excerpt === null) throw new Failure('library/not-found', 'The excerpt was removed');
    const { recordingId, stemId, from, to } = excerpt;
    return { ...(stemId === null ? await recordingItem(recordingId) : stemItem(stemId)), id, from, to };
  };

  const recordingItem = async (id: RecordingId): Promise<Item> => {
    const missing = 'The recording is not there to be listened to';
    const { audio } = await readableRecording(options, id, missing);
    return { id, recordingId: id, stem: null, audio, from: 0, to: null };
  };

  const stemItem = (id: StemId): Item => {
    const stem = getStem(write, id);
    const separation = stem === null ? null : getSeparation(write, stem.separationId);
    if (stem === null || separation === null) {
      throw new Failure('library/not-found', 'The stem is not there to be listened to');
    }
    const audio = {
      path: insidePath(folder, stem.path),
      channelMap: Array.from({ length: stem.channels }, (_, channel) => channel),
    };
    return { id, recordingId: separation.recordingId, stem, audio, from: 0, to: null };
  };

  const store = (item: Item, result: AnalyseResult): void => {
    const { id, recordingId, stem } = item;
    // Removed during the analysis.
    if (getItem(write, id) === null) return;
    const { modelId, modelVersion, weightsSha256, heard, stemHeard, timeline, vector } = result;
    putAnalysis(write, {
      audioId: id,
      recordingId,
      stemId: stem?.id ?? null,
      modelId,
      modelVersion,
      weightsSha256,
      heard,
      stemHeard,
      timeline,
      vector,
    });
    changes.vectors();
    if (id === recordingId) changes.recording(recordingId);
    else if (id === stem?.id) changes.separation(stem.separationId);
  };

  /**
   * The recording's own vector, which says what there was to separate; null if nothing sounds or the recording can't be
   * read.
   */
  const vectorOf = async (
    id: RecordingId,
    model: InstalledModel,
    context: JobContext,
  ): Promise<Float32Array | null> => {
    const known = getAnalysis(write, id);
    if (known?.weightsSha256 === model.weightsSha256) return known.vector;
    try {
      await listen(id, model, context, () => {});
    } catch (error) {
      if (!concernsOneItem(error)) throw error;
      options.log.info(`not listened to: ${id}`, error);
      return null;
    }
    return getAnalysis(write, id)?.vector ?? null;
  };

  /** What a stem is checked against. */
  const checkOf = async (
    { id, stem, recordingId }: Item,
    model: InstalledModel,
    context: JobContext,
  ): Promise<AnalyseInput['stem']> => {
    const instrument = Instrument.safeParse(stem?.instrument).data;
    if (stem === null || stem.id !== id || stem.isRest || instrument === undefined) return null;
    const recording = await vectorOf(recordingId, model, context);
    return recording === null ? null : { instrument, recording };
  };

  const listen = async (
    id: ItemId,
    model: InstalledModel,
    context: JobContext,
    onProgress: (done: number, phase: string) => void,
  ): Promise<void> => {
    const item = await itemOf(id);
    const result = await context.task(
      'analyse',
      {
        audio: item.audio,
        from: item.from,
        to: item.to,
        modelDir: model.dir,
        stem: await checkOf(item, model, context),
        ...options.compute(),
        threads: THREADS,
        background: true,
      },
      { onProgress: ({ done, phase }) => onProgress(done, phase) },
    );
    store(item, result);
  };

  const unheard = (weightsSha256: string): ItemId[] => {
    const { recordings, separations } = notHeardBy(write, weightsSha256);
    const stems = separations.flatMap((id) => getSeparation(write, id)?.stems ?? []);
    return [...excerptsMissing(write, weightsSha256), ...recordings, ...stems.map(({ id }) => id)];
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { audioIds } = AnalysePayload.parse(job.payload);
    const model = await models.embedder();
    const ids = audioIds ?? unheard(model.weightsSha256);
    for (const [index, id] of ids.entries()) {
      try {
        await listen(id, model, context, (done, phase) =>
          context.progress((index + done) / ids.length, phase),
        );
      } catch (error) {
        // A missing source must not keep the rest of the library from being analysed.
        if (audioIds !== null || !concernsOneItem(error)) throw error;
        options.log.info(`not listened to: ${id}`, error);
      }
    }
    return {};
  };

  // Finished results are stored and unfinished items start over, so there is nothing to clean up.
  const nothing = (): Promise<void> => Promise.resolve();
  return { atOnce: 1, inBackground: true, run, stopped: nothing, again: nothing, forgotten: nothing };
}

export const analyseKind = declareKind({ name: 'analyse', payload: AnalysePayload, runner: analyseJobs });

const concernsOneItem = (error: unknown): boolean =>
  isFailure(error) && /^(file|audio|library\/not-found)/.test(error.code);
