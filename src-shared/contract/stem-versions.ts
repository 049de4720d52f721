import { oc } from '@orpc/contract';
import { z } from 'zod';
import { JobId, SeparationId, StemId } from '../project/ids.ts';
import { Removed } from './trash.ts';

const sample = z.number().int().nonnegative();
/** Samples of the recording, half open. */
const range = { from: sample, to: sample };

const hertz = z.number().nonnegative().max(1_000_000).nullable();
const route = {
  source: StemId,
  target: StemId,
  /**
   * Of the source's sound in the region: 1 is all of it. Negative takes from the target instead: -1 doubles the source,
   * which is 6 dB.
   */
  share: z.number().min(-15).max(1),
  /** Frequencies of the region; null reaches to 0 Hz, and to half the sample rate. */
  lowHz: hertz,
  highHz: hertz,
};

/** How a version of the stems came about. */
export const StemEdit = z.discriminatedUnion('kind', [
  /** As the separation left them. */
  z.object({ kind: z.literal('original') }),
  /** The passage was separated again, with the notes of this hash. */
  z.object({
    kind: z.literal('again'),
    ...range,
    notesSha256: z.string().max(64),
    modelId: z.string().max(200),
    modelVersion: z.string().max(200),
    provider: z.string().max(200),
  }),
  /** Two stems were exchanged in the passage. */
  z.object({ kind: z.literal('swap'), ...range, stems: z.tuple([StemId, StemId]) }),
  /** Sound of one stem was sent to another. */
  z.object({ kind: z.literal('move'), ...range, ...route }),
]);
export type StemEdit = z.infer<typeof StemEdit>;

/** A version of a separation's stems and rest. All versions sum to the recording. */
export const StemVersion = z.object({
  /** 0 is the original; numbers are not used again. */
  version: sample,
  /** The version that the edit started from; null for the original. */
  parent: sample.nullable(),
  createdAt: z.string(),
  edit: StemEdit,
});
export type StemVersion = z.infer<typeof StemVersion>;

const passage = { separationId: SeparationId, ...range };
const started = z.object({ jobId: JobId });

export const stemVersionsContract = {
  stemVersions: {
    /** Oldest first; only the original if there were no edits. */
    list: oc.input(z.object({ separationId: SeparationId })).output(z.array(StemVersion)),
    /**
     * Where the recording's notes differ from those that the stems in use were told, in order; null if they were told
     * none, or if those notes are no longer kept.
     */
    changedNotes: oc
      .input(z.object({ separationId: SeparationId }))
      .output(z.array(z.object(range)).nullable()),
    /**
     * Separates a passage again with the recording's present notes. When the job finishes, the stems have a new
     * version, which is in use. The job fails with `separation/unchanged` if the stems came out as they were.
     */
    separateAgain: oc.input(z.object(passage)).output(started),
    /** Exchanges two stems in a passage, as a new version. */
    swap: oc.input(z.object({ ...passage, stems: z.tuple([StemId, StemId]) })).output(started),
    /** Sends sound of one stem, in a passage and a band of frequencies, to another, as a new version. */
    move: oc.input(z.object({ ...passage, ...route })).output(started),
    /** Puts a version in use: undo, redo, or a choice. Fails with `separation/busy` while an edit runs. */
    use: oc.input(z.object({ separationId: SeparationId, version: sample })).output(z.void()),
    /** Moves a version that is not in use to the trash. */
    drop: oc.input(z.object({ separationId: SeparationId, version: sample })).output(Removed),
  },
};
