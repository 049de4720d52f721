import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { ImportResult } from '../../audio/import.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { readScoreSafely } from '../../jobs/tasks/score-reading.ts';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import { readNotesFile } from './notes-file.ts';
import type { Progress } from './progress.ts';
import type { Order } from './separate-order.ts';
import { audioOf } from './source.ts';

/** Share of the progress that aligning a score takes. */
const ALIGNING = 0.15;
/** Two passes of the model, where separating is a third and more. */
const HEARING = 0.4;

export const shareOfTelling = ({ score, hearsNotes }: Order): number =>
  hearsNotes ? HEARING : score === undefined ? 0 : ALIGNING;

export interface NotesToTell {
  /** Null where the model is told nothing. */
  readonly document: NotesDocument | null;
  /** Plain sentences for the user. */
  readonly remarks: readonly string[];
}

/** A passage in samples, half open. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The notes that `--notes` names, that `--score` gives once it is aligned, or that are heard. */
export async function notesToTell(
  order: Order,
  source: ImportResult,
  span: Span,
  progress: Progress,
  signal: AbortSignal,
): Promise<NotesToTell> {
  if (order.notes !== undefined) return readNotesFile(order.notes, source, order.players);
  if (order.score !== undefined) return alignedNotes(order, order.score, source, progress, signal);
  return order.hearsNotes
    ? heardNotes(order, source, span, progress, signal)
    : { document: null, remarks: [] };
}

async function alignedNotes(
  { players }: Order,
  score: string,
  source: ImportResult,
  progress: Progress,
  signal: AbortSignal,
): Promise<NotesToTell> {
  await readScoreSafely(forkProcess, score, signal);
  const aligned = await runTask(
    forkProcess,
    'align',
    {
      audio: audioOf(source),
      recordingSha256: source.sha256,
      scorePath: score,
      players,
      matching: null,
      repeats: null,
      anchors: [],
    },
    { signal, onProgress: progress.step(ALIGNING) },
  );
  const fit = `The score was aligned and fits by ${aligned.report.fit.toFixed(2)} of 1`;
  return { document: aligned.notes, remarks: [fit, ...aligned.report.notices] };
}

async function heardNotes(
  { players, modelDir, providers, threads }: Order,
  source: ImportResult,
  span: Span,
  progress: Progress,
  signal: AbortSignal,
): Promise<NotesToTell> {
  const input = {
    recording: audioOf(source),
    recordingSha256: source.sha256,
    players,
    ...span,
    modelDir,
    providers,
    threads,
  };
  const listeners = { signal, onProgress: progress.step(HEARING) };
  try {
    const { notes } = await runTask(forkProcess, 'hear', input, listeners);
    return {
      document: notes,
      remarks: [`${notes.notes.length} notes were heard, and the model was told them`],
    };
  } catch (error) {
    // Without notes the model separates as it always does.
    if (!isFailure(error) || error.code !== 'notes/none-heard') throw error;
    return { document: null, remarks: [`${error.message}: the model was told no notes`] };
  }
}
