import type { NotesFormat } from '../../src-shared/contract/notes.ts';
import type { AlignmentReport } from '../../src-shared/project/alignment.ts';
import { canonicalNotes, type NotesDocument } from '../../src-shared/project/notes.ts';
import { notesToMidi } from '../notes/write-midi.ts';
import { notesToMusicXml } from '../notes/write-musicxml.ts';

export const NOTES_EXTENSIONS: Readonly<Record<NotesFormat, string>> = {
  midi: 'mid',
  musicxml: 'musicxml',
  json: 'json',
};

/**
 * Serialises notes in the given format.
 * @param report the bar positions from the score, which MusicXML bar lines need; null without a score
 */
export function notesContent(
  document: NotesDocument,
  report: AlignmentReport | null,
  format: NotesFormat,
): string | Uint8Array {
  switch (format) {
    case 'midi':
      return notesToMidi(document);
    case 'musicxml':
      return notesToMusicXml(document, report);
    case 'json':
      return canonicalNotes(document);
  }
}
