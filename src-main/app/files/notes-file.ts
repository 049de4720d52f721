import { extname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { NOTES_VERSION, NotesDocument, parseNotes } from '../../../src-shared/project/notes.ts';
import { notesFromTable, parseNotesCsv } from '../../../src-shared/project/notes-csv.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import { readText } from '../../audio/read/regular-file.ts';

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
 * Reads notes for the declared players from a notes document (.json) or a table (.csv).
 * @throws Failure `notes/invalid`, `notes/does-not-fit`, `file/not-found`
 */
export async function readNotesFile(
  path: string,
  { info, sha256 }: Pick<ImportResult, 'info' | 'sha256'>,
  players: Ensemble,
): Promise<ReadNotes> {
  const recording = { sampleRate: info.sampleRate, frames: info.frames };
  const text = await readText(path);
  const ids = new Set(players.map(({ id }) => id));
  const unknown = new Set<string>();
  const known = (name: string, id: string): string | null => {
    if (ids.has(id)) return id;
    unknown.add(name);
    return null;
  };
  let notes: NotesDocument['notes'];
  if (extname(path).toLowerCase() === '.csv') {
    notes = notesFromTable(parseNotesCsv(text), recording, (name) => known(name, playerName(name)));
  } else {
    const document = parseNotes(text);
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
