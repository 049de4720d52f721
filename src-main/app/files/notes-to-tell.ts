import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import { isWorthHearing } from '../../../src-shared/project/worth-hearing.ts';
import { alignSource } from './align-file.ts';
import { readNotesFile } from './notes-file.ts';
import { audioOf } from './source.ts';
import { runStep, type Work } from './work.ts';

/**
 * Where the notes that a model is conditioned on come from: a file of notes, a score to align, or the model's
 * own transcription.
 */
export type NotesSource =
  { readonly notes: string } | { readonly score: string } | { readonly heard: true } | null;

export interface NotesToTell {
  /** Null if the model gets no notes. */
  readonly document: NotesDocument | null;
  /** Complete sentences for the user. */
  readonly remarks: readonly string[];
}

/** How the model transcribes, and which samples of the recording it reads (half open). */
export interface Hearing {
  readonly from: number;
  readonly to: number;
  readonly modelDir: string;
  readonly providers: readonly string[];
  readonly threads: number;
  readonly verdicts?: string;
}

/** Share of the progress for aligning a score. */
const ALIGNING = 0.15;
/** Share of the progress for transcribing: the model runs twice before it separates. */
const HEARING = 0.4;

export function shareOf(source: NotesSource): number {
  if (source === null || 'notes' in source) return 0;
  return 'score' in source ? ALIGNING : HEARING;
}

/** @throws Failure `notes/*`, `score/*`, `model/*`, `call/cancelled` */
export async function notesToTell(
  source: NotesSource,
  recording: ImportResult,
  players: Ensemble,
  hearing: Hearing,
  work: Work,
): Promise<NotesToTell> {
  if (source === null) return { document: null, remarks: [] };
  if ('notes' in source) return readNotesFile(source.notes, recording, players);
  if ('heard' in source) return heardNotes(recording, players, hearing, work);
  const request = { score: source.score, players, repeats: null, share: ALIGNING };
  const { notes, report } = await alignSource(recording, request, work);
  const fit = `The score was aligned and fits by ${report.fit.toFixed(2)} of 1`;
  return { document: notes, remarks: [fit, ...report.notices] };
}

async function heardNotes(
  recording: ImportResult,
  players: Ensemble,
  hearing: Hearing,
  work: Work,
): Promise<NotesToTell> {
  const untold = (why: string): NotesToTell => ({
    document: null,
    remarks: [`${why}: the model was told no notes`],
  });
  if (!isWorthHearing(players)) return untold('Hearing the notes does not help with these players');
  const input = { recording: audioOf(recording), recordingSha256: recording.sha256, players, ...hearing };
  try {
    const { notes } = await runStep(work, 'hear', input, HEARING);
    return {
      document: notes,
      remarks: [`The model was conditioned on the ${notes.notes.length} notes that it detected`],
    };
  } catch (error) {
    // Without notes, the model separates as usual.
    if (isFailure(error) && error.code === 'notes/none-heard') return untold(error.message);
    throw error;
  }
}
