import { Failure } from '../../src-shared/contract/failure.ts';
import type { RecordingNotes } from '../../src-shared/contract/notes.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { canonicalNotes, parseNotes, type NotesDocument } from '../../src-shared/project/notes.ts';
import { getNotes, saveNotes } from '../library/recording-notes.ts';
import { notesHash } from '../notes/hash.ts';
import { requireRecording, writable, type Services } from './services.ts';

/** Who plays what in a recording. */
export function notesCalls(services: Services) {
  const { library, publisher } = services;

  /** @throws Failure `notes/invalid` where the notes were made for other audio */
  const requireFits = (recordingId: RecordingId, document: NotesDocument): void => {
    const { sampleRate, frames } = requireRecording(services, recordingId);
    if (document.sampleRate === sampleRate && document.frames === frames) return;
    throw new Failure('notes/invalid', 'These notes belong to a recording of another length or sample rate');
  };

  return {
    get(recordingId: RecordingId): RecordingNotes {
      requireRecording(services, recordingId);
      const row = getNotes(library.read, recordingId);
      if (row === null) return { revision: 0, hash: null, document: null };
      return { revision: row.revision, hash: row.hash, document: parseNotes(row.document) };
    },

    save(
      recordingId: RecordingId,
      baseRevision: number,
      document: NotesDocument,
    ): { revision: number; hash: string } {
      const write = writable(services);
      requireFits(recordingId, document);
      const hash = notesHash(document);
      const saved = saveNotes(write, recordingId, baseRevision, { hash, document: canonicalNotes(document) });
      publisher.notes(recordingId, saved.revision);
      return { ...saved, hash };
    },
  };
}
