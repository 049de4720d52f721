import { isFailure } from '../../../src-shared/contract/failure.ts';
import {
  type ExcerptId,
  type RecordingId,
  type SeparationId,
  type StemId,
} from '../../../src-shared/project/ids.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import type { NewJob } from '../../library/rows/jobs.ts';
import { getSettings } from '../../library/rows/settings.ts';
import { analyseKind } from './analyse.ts';

export const listenToRecording = (recording: { readonly id: RecordingId; readonly title: string }): NewJob =>
  analyseKind.job({ title: recording.title, recordingId: recording.id }, { audioIds: [recording.id] });

export const listenToStems = (
  separation: {
    readonly id: SeparationId;
    readonly recordingId: RecordingId;
    readonly stems: readonly { readonly id: StemId }[];
  },
  title: string,
): NewJob =>
  analyseKind.job(
    { title, recordingId: separation.recordingId, separationId: separation.id },
    { audioIds: separation.stems.map(({ id }) => id) },
  );

export const listenToExcerpt = (
  excerpt: { readonly id: ExcerptId; readonly recordingId: RecordingId },
  title: string,
): NewJob => analyseKind.job({ title, recordingId: excerpt.recordingId }, { audioIds: [excerpt.id] });

/**
 * Analyses everything that the installed model has not analysed: audio from before the model, or from while
 * analysis was off.
 */
export const listenToLibrary = (): NewJob => analyseKind.job({ title: 'Library' }, { audioIds: null });

/** Whether new audio is analysed automatically: the user wants it and a model is installed. */
export async function listensByItself(
  read: ReadableDatabase,
  models: Pick<ModelRegistry, 'embedder'>,
): Promise<boolean> {
  return getSettings(read).analyseAutomatically && (await canListen(models));
}

/** Whether a listening model is installed. */
export async function canListen(models: Pick<ModelRegistry, 'embedder'>): Promise<boolean> {
  try {
    await models.embedder();
    return true;
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
  }
}
