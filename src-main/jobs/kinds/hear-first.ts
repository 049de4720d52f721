import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { hasNotesIn, withHeard } from '../../../src-shared/project/heard-passage.ts';
import { canonicalNotes, parseNotes, type NotesDocument } from '../../../src-shared/project/notes.ts';
import { writeDurably } from '../../library/durable.ts';
import { stemsDirOf } from '../../library/folder.ts';
import { getNotes, saveNotes } from '../../library/rows/recording-notes.ts';
import { setToldNotes, type StoredSeparation } from '../../library/rows/separations.ts';
import { notesHash } from '../../notes/hash.ts';
import type { JobContext } from '../queue/job-kind.ts';
import { transcribe, type TranscribingRooms } from './hear.ts';

/** The notes of a separation, beside its stems. */
export const notesPathIn = (stemsDir: string): string => join(stemsDir, 'notes.json');

/**
 * Transcribes the passage of a separation that was not told any notes. What was heard is stored beside the stems, where
 * the separation reads it, and becomes part of the recording's notes, unless the passage was given notes meanwhile. If
 * too little was heard, the separation stays without notes.
 * @param context whose progress is that of the transcription alone
 * @throws Failure `model/*`, `file/*`, `disk/*`, `call/cancelled`
 */
export async function hearFirst(
  rooms: TranscribingRooms,
  separation: StoredSeparation,
  context: JobContext,
): Promise<void> {
  const { write, changes, folder } = rooms;
  const heard = await heardIn(rooms, separation, context);
  if (heard === null) return;
  const { id, recordingId } = separation;
  const present = getNotes(write, recordingId);
  const known = present === null ? null : parseNotes(present.document);
  const isTaken = hasNotesIn(known, separation);
  const document = isTaken ? heard : withHeard(known, heard);
  const saved = { hash: notesHash(document), document: canonicalNotes(document) };
  const stemsDir = stemsDirOf(folder, id);
  await mkdir(stemsDir, { recursive: true });
  // If a crash leaves this file without its hash in the library, the next run writes it again.
  writeDurably(notesPathIn(stemsDir), saved.document);
  write.transaction(() => {
    if (!isTaken) saveNotes(write, recordingId, present?.revision ?? 0, saved);
    setToldNotes(write, id, saved.hash);
  });
  if (!isTaken) changes.notes(recordingId);
  changes.separation(id);
}

/** Null if too little was heard. */
async function heardIn(
  rooms: TranscribingRooms,
  separation: StoredSeparation,
  context: JobContext,
): Promise<NotesDocument | null> {
  try {
    return await transcribe(rooms, separation, context);
  } catch (error) {
    if (isFailure(error) && error.code === 'notes/none-heard') return null;
    throw error;
  }
}
