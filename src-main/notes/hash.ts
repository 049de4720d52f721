import { createHash } from 'node:crypto';
import { canonicalNotes, type NotesDocument } from '../../src-shared/project/notes.ts';

/** SHA-256, in hexadecimal, of the document's canonical text: it names a revision of the notes. */
export function notesHash(document: NotesDocument): string {
  return createHash('sha256').update(canonicalNotes(document)).digest('hex');
}
