import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AlignmentReport, BarAnchor, Repeats } from '../project/alignment.ts';
import { GrantId, JobId, RecordingId } from '../project/ids.ts';
import { NotesDocument } from '../project/notes.ts';
import { Job } from './job.ts';

/** A recording's notes as stored; revision 0 and nulls where it has none. */
export const RecordingNotes = z.object({
  revision: z.number().int().nonnegative(),
  /** SHA-256 of the canonical text: a separation names the notes that it was told by it. */
  hash: z.string().nullable(),
  document: NotesDocument.nullable(),
  /** The score that was aligned last, and how. */
  score: z.object({ fileName: z.string(), report: AlignmentReport }).nullable(),
});
export type RecordingNotes = z.infer<typeof RecordingNotes>;

/** `json` is what `divisi separate --notes` reads. */
export const NotesFormat = z.enum(['midi', 'musicxml', 'json']);
export type NotesFormat = z.infer<typeof NotesFormat>;

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
    /**
     * Finds a score in the recording: the granted file, or, without one, the score that the recording has. The notes
     * become the newest revision when the job is done; it fails with `notes/does-not-fit` for a score of another piece.
     */
    align: oc
      .input(
        z.object({
          recordingId: RecordingId,
          score: GrantId.optional(),
          /** For each part of the score the player's id, or null for nobody; proposed where left out. */
          matching: z.array(z.string().max(40).nullable()).max(64).optional(),
          /** Whichever fits best where left out. */
          repeats: Repeats.optional(),
          anchors: z.array(BarAnchor).max(10_000).optional(),
        }),
      )
      .output(z.object({ jobId: JobId })),
    /**
     * Hears who plays what, without a score, with a model that tells which pitches it hears; the default one where left
     * out. The notes become the newest revision when the job is done; it fails with `notes/none-heard` where too little is
     * heard for sure.
     */
    hear: oc
      .input(z.object({ recordingId: RecordingId, modelId: z.string().min(1).max(80).optional() }))
      .output(z.object({ jobId: JobId })),
    /** Writes the notes as one file, a part a player, into a granted folder or the door's download folder. */
    export: oc
      .input(z.object({ recordingId: RecordingId, format: NotesFormat, destination: GrantId.optional() }))
      .output(Job.shape.files.element),
  },
};
