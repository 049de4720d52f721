import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { GrantId, RecordingId } from '../project/ids.ts';

const count = z.number().int().nonnegative();

/** Something that stays behind, and why, in a sentence without its full stop. */
const Stayed = z.object({ item: z.string(), reason: z.string() });

export const WrittenArchive = z.object({
  /** `path`: where the user can find it; null if it can only be downloaded. */
  file: z.object({ grantId: GrantId, name: z.string(), bytes: count, path: z.string().nullable() }),
  recordings: count,
  separations: count,
  leftOut: z.array(Stayed),
});
export type WrittenArchive = z.infer<typeof WrittenArchive>;

export const ArchiveContents = z.object({ recordings: count, separations: count, bytes: count });
export type ArchiveContents = z.infer<typeof ArchiveContents>;

export const TakenArchive = z.object({
  recordings: count,
  separations: count,
  /** What the library had already. */
  known: count,
  conflicts: z.array(Stayed),
});
export type TakenArchive = z.infer<typeof TakenArchive>;

export const ArchivePhase = z.enum(['reading', 'writing', 'unpacking', 'merging']);
export type ArchivePhase = z.infer<typeof ArchivePhase>;

/** How far the work has come; only the last event has a result. */
const progressTo = <T extends z.ZodType>(result: T) =>
  z.object({
    /** From 0 to 1. */
    progress: z.number().min(0).max(1),
    phase: ArchivePhase,
    secondsLeft: z.number().nullable(),
    result: result.nullable(),
  });

export const WritingArchive = progressTo(WrittenArchive);
export type WritingArchive = z.infer<typeof WritingArchive>;
export const TakingArchive = progressTo(TakenArchive);
export type TakingArchive = z.infer<typeof TakingArchive>;

/** Archives of a library, or of a part of it: ZIP files that hold recordings with all that belongs to them. */
export const archivesContract = {
  /** Ends early, and leaves no file, if the call is cancelled. */
  write: oc
    .input(
      z.object({
        /** Null: all. */
        recordingIds: z.array(RecordingId).min(1).max(100_000).nullable(),
        /** Where the user wants the file; by default the door's folder for exports. */
        target: z
          .object({ folder: GrantId, name: z.string().min(1).max(200), replace: z.boolean() })
          .optional(),
      }),
    )
    .output(eventIterator(WritingArchive)),
  /** What an archive says that it contains. Fails with `file/unreadable` for another file. */
  inspect: oc.input(z.object({ file: GrantId })).output(ArchiveContents),
  /** Takes over what the library lacks; cancelled, what was taken over so far stays. */
  take: oc.input(z.object({ file: GrantId })).output(eventIterator(TakingArchive)),
};
