import { extname, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { NotesFormat } from '../../../src-shared/contract/notes.ts';
import type { AlignmentReport, RepeatChoice } from '../../../src-shared/project/alignment.ts';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import { readScoreSafely } from '../../jobs/tasks/score-reading.ts';
import type { AlignResult } from '../../notes/align-task.ts';
import { notesHash } from '../../notes/hash.ts';
import { notesContent, NOTES_EXTENSIONS } from '../notes-content.ts';
import { inTempFolder, writeWhole } from './scratch.ts';
import { audioOf, existingFile, readSource } from './source.ts';
import { runStep, type Work } from './work.ts';

export interface AlignFileRequest {
  readonly file: string;
  readonly score: string;
  /** Taken from the score by default. */
  readonly players: Ensemble | undefined;
  /** The reading that fits best by default. */
  readonly repeats: RepeatChoice | undefined;
  readonly channels: readonly number[] | undefined;
  /** The file to write the notes to: .json, .mid or .musicxml. */
  readonly out: string | undefined;
}

/** A score aligned to a recording. */
export interface AlignedScore {
  readonly notes: NotesDocument;
  readonly notesSha256: string;
  readonly report: AlignmentReport;
}

/** Shares of the total progress. */
const READING = 0.4;
const ALIGNING = 0.6;

/**
 * Aligns a score to an audio file.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `score/*`, `notes/does-not-fit`, `disk/*`,
 * `call/cancelled`
 */
export async function alignFile(request: AlignFileRequest, work: Work): Promise<AlignedScore> {
  const score = await existingFile(request.score);
  const format = request.out === undefined ? null : formatOf(request.out);
  return inTempFolder('align', async (scratch) => {
    await readScoreSafely(work.program.spawn, score, work.signal);
    const { file, channels, players, repeats, out } = request;
    const source = await readSource(file, scratch, work, { share: READING, channels });
    const { notes, report } = await alignSource(
      source,
      { score, players: players ?? null, repeats: repeats ?? null, share: ALIGNING },
      work,
    );
    for (const note of [...source.notes, ...report.notices]) work.note(note);
    if (out !== undefined && format !== null) {
      await writeWhole(resolve(out), notesContent(notes, report, format));
    }
    return { notes, notesSha256: notesHash(notes), report };
  });
}

/**
 * Aligns a score, already read in a child process, to a recording.
 * @throws Failure `notes/does-not-fit`, `call/cancelled`
 */
export async function alignSource(
  source: ImportResult,
  request: {
    readonly score: string;
    readonly players: Ensemble | null;
    readonly repeats: RepeatChoice | null;
    readonly share: number;
  },
  work: Work,
): Promise<AlignResult> {
  const { score: scorePath, players, repeats } = request;
  return runStep(
    work,
    'align',
    {
      audio: audioOf(source),
      recordingSha256: source.sha256,
      scorePath,
      players,
      matching: null,
      repeats,
      anchors: [],
    },
    request.share,
  );
}

function formatOf(path: string): NotesFormat {
  const extension = extname(path).slice(1).toLowerCase();
  const found = Object.entries(NOTES_EXTENSIONS).find(([, own]) => own === extension);
  if (found === undefined) {
    throw new Failure('call/invalid', 'A notes file must end in .json, .mid or .musicxml');
  }
  return found[0] as NotesFormat;
}
