import { oc } from '@orpc/contract';
import { z } from 'zod';
import { RecordingId } from '../project/ids.ts';
import { NotesDocument } from '../project/notes.ts';

/** A recording's notes as stored; revision 0 and nulls where it has none. */
export const RecordingNotes = z.object({
  revision: z.number().int().nonnegative(),
  /** SHA-256 of the canonical text: a separation names the notes that it was told by it. */
  hash: z.string().nullable(),
  document: NotesDocument.nullable(),
});
export type RecordingNotes = z.infer<typeof RecordingNotes>;

export const notesContract = {
  notes: {
    get: oc.input(z.object({ recordingId: RecordingId })).output(RecordingNotes),
    /** Fails with `notes/conflict` where `baseRevision` is not the newest, `notes/invalid` where they don't fit. */
    save: oc
      .input(
        z.object({
          recordingId: RecordingId,
          baseRevision: z.number().int().nonnegative(),
          document: NotesDocument,
        }),
      )
      .output(z.object({ revision: z.number().int().positive(), hash: z.string() })),
  },
};
