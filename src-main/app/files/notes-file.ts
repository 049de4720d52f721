import { extname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { NOTES_VERSION, NotesDocument, parseNotes } from '../../../src-shared/project/notes.ts';
import { notesFromTable, parseNotesCsv, type TimedNote } from '../../../src-shared/project/notes-csv.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import { MOST_TEXT_BYTES, readBytes } from '../../audio/read/regular-file.ts';
import { isMidi, readScore } from '../../notes/read-score.ts';
import { nominalSeconds } from '../../notes/score.ts';

export interface ReadNotes {
  readonly document: NotesDocument;
  /** Complete sentences for the user. */
  readonly remarks: readonly string[];
}

/** Normalises `Violin_1`, `violin1` and `violin 1` to `violin-1`. */
const playerName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replace(/([a-z])(\d+)$/, '$1-$2');

/**
 * Reads notes for the declared players from a notes document (.json), a table (.csv) or a MIDI file whose tracks are
 * called as the players are and whose times are the recording's.
 * @throws Failure `notes/invalid`, `notes/does-not-fit`, `score/*`, `file/not-found`, `file/too-large`
 */
export async function readNotesFile(
  path: string,
  { info, sha256 }: Pick<ImportResult, 'info' | 'sha256'>,
  players: Ensemble,
): Promise<ReadNotes> {
  const recording = { sampleRate: info.sampleRate, frames: info.frames };
  const bytes = await readBytes(path, MOST_TEXT_BYTES);
  const ids = new Set(players.map(({ id }) => id));
  const unknown = new Set<string>();
  const known = (name: string, id: string): string | null => {
    if (ids.has(id)) return id;
    unknown.add(name);
    return null;
  };
  let notes: NotesDocument['notes'];
  const byName = (name: string): string | null => known(name, playerName(name));
  if (isMidi(bytes)) {
    notes = notesFromTable(await timedNotes(bytes), recording, byName);
  } else if (extname(path).toLowerCase() === '.csv') {
    notes = notesFromTable(parseNotesCsv(bytes.toString('utf8')), recording, byName);
  } else {
    const document = parseNotes(bytes.toString('utf8'));
    if (document.sampleRate !== recording.sampleRate || document.frames !== recording.frames) {
      throw new Failure(
        'notes/does-not-fit',
        'The notes belong to a recording with a different sample rate or length',
      );
    }
    notes = document.notes.filter(({ player }) => known(player, player) !== null);
  }
  if (notes.length === 0) {
    const named = unknown.size === 0 ? '' : `; the file names ${[...unknown].join(', ')}`;
    throw new Failure('notes/invalid', `None of the notes belongs to a declared player${named}`);
  }
  return {
    document: NotesDocument.parse({
      format: 'divisi-notes',
      version: NOTES_VERSION,
      recordingSha256: sha256,
      ...recording,
      players,
      notes,
    }),
    remarks: [...unknown].map((name) => `The notes of ${name} are left out: no such player is declared`),
  };
}

async function timedNotes(bytes: Uint8Array): Promise<TimedNote[]> {
  const { score } = await readScore(bytes);
  const seconds = nominalSeconds(score.tempi);
  return score.notes.map(({ part, onset, duration, pitch }) => ({
    player: score.parts[part]?.name ?? '',
    onsetSeconds: seconds(onset),
    offsetSeconds: seconds(onset + duration),
    pitch,
    confidence: 1,
  }));
}
