import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AlignmentReport, BarAnchor, RepeatChoice } from '../project/alignment.ts';
import { EngravedPage } from '../project/engraving.ts';
import { GrantId, JobId, RecordingId } from '../project/ids.ts';
import { NotesDocument } from '../project/notes.ts';
import { Realigned } from '../project/realignment.ts';
import { Job } from './job.ts';

/** A recording's stored notes; revision 0 and nulls if it has none. */
export const RecordingNotes = z.object({
  revision: z.number().int().nonnegative(),
  /** SHA-256 of the canonical text; a separation uses it to identify the notes that its model received. */
  hash: z.string().nullable(),
  document: NotesDocument.nullable(),
  /** Whether a person named the stems that these notes belong to, or confirmed their names: then it is known whose each line is. */
  linesNamed: z.boolean(),
  /** The score that was aligned last, and the alignment report. */
  score: z.object({ fileName: z.string(), report: AlignmentReport }).nullable(),
});
export type RecordingNotes = z.infer<typeof RecordingNotes>;

/** `json` is what `divisi separate --notes` reads. */
export const NotesFormat = z.enum(['midi', 'musicxml', 'json']);
export type NotesFormat = z.infer<typeof NotesFormat>;

/** One engraved page of a recording's score. */
export const ScorePage = z.object({
  /** How many pages the score has. */
  pages: z.number().int().nonnegative(),
  /** The page of each notated bar, from 0. */
  pageOf: z.array(z.number().int().nonnegative()),
  page: EngravedPage,
});
export type ScorePage = z.infer<typeof ScorePage>;

export const notesContract = {
  notes: {
    get: oc.input(z.object({ recordingId: RecordingId })).output(RecordingNotes),
    /**
     * Fails with `notes/conflict` if `baseRevision` is not the latest, or `notes/invalid` if they don't fit the
     * recording.
     */
    save: oc
      .input(
        z.object({
          recordingId: RecordingId,
          baseRevision: z.number().int().nonnegative(),
          document: NotesDocument,
          /** Where the score's bars lie, if that changed too. */
          report: AlignmentReport.optional(),
        }),
      )
      .output(z.object({ revision: z.number().int().positive(), hash: z.string() })),
    /**
     * Aligns a score with the recording: the granted file, or the recording's existing score by default. When the job
     * finishes, the notes become the latest revision; it fails with `notes/does-not-fit` for a score of another
     * piece.
     */
    align: oc
      .input(
        z.object({
          recordingId: RecordingId,
          score: GrantId.optional(),
          /** The player's id for each part of the score, or null for none; proposed automatically by default. */
          matching: z.array(z.string().max(40).nullable()).max(64).optional(),
          /** Defaults to whichever fits best. */
          repeats: RepeatChoice.optional(),
          anchors: z.array(BarAnchor).max(10_000).optional(),
        }),
      )
      .output(z.object({ jobId: JobId })),
    /**
     * Aligns the bars around one whose pin was set, moved or removed, given every pin that there is now. Changes
     * nothing by itself: `save` stores what the caller makes of the result. Fails with `notes/does-not-fit` if no tempo
     * leads through the pins.
     */
    realign: oc
      .input(
        z.object({
          recordingId: RecordingId,
          bar: z.number().int().nonnegative(),
          anchors: z.array(BarAnchor).max(10_000),
        }),
      )
      .output(Realigned),
    /**
     * Transcribes each player's notes without a score, using a model that estimates pitches (the default model if
     * omitted). When the job finishes, the notes become the latest revision; it fails with `notes/none-heard` if too
     * few notes are detected with confidence.
     */
    hear: oc
      .input(z.object({ recordingId: RecordingId, modelId: z.string().min(1).max(80).optional() }))
      .output(z.object({ jobId: JobId })),
    /**
     * Engraves a page of the recording's score, counted from 0. Fails with `library/not-found` if there is no score or
     * no such page.
     */
    page: oc
      .input(z.object({ recordingId: RecordingId, page: z.number().int().nonnegative() }))
      .output(ScorePage),
    /** Writes the notes as one file, with one part per player, to a granted folder or the door's download folder. */
    export: oc
      .input(z.object({ recordingId: RecordingId, format: NotesFormat, destination: GrantId.optional() }))
      .output(Job.shape.files.element),
  },
};
