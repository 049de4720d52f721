import { oc } from '@orpc/contract';
import { z } from 'zod';
import { JobId, PreviewId, SeparationId, StemId } from '../project/ids.ts';
import { SoundSelection, withSelection } from '../project/sound-selection.ts';
import { Removed } from './trash.ts';

const sample = z.number().int().nonnegative();
/** Samples of the recording, half open. */
const range = { from: sample, to: sample };

const route = {
  source: StemId,
  target: StemId,
  /**
   * Of the source's selected sound: 1 is all of it. Negative takes from the target instead: -1 doubles the source,
   * which is 6 dB.
   */
  share: z.number().min(-15).max(1),
  /** In samples of the recording. */
  selection: SoundSelection,
};

/** For each stem that changes, the stem whose sound it takes: every stem that takes one gives its own to another. */
export const StemSounds = z
  .array(z.object({ stem: StemId, sound: StemId }))
  .min(2)
  .max(16)
  .refine(isPermutation, 'Every stem that takes a sound gives its own');
export type StemSounds = z.infer<typeof StemSounds>;

function isPermutation(sounds: readonly { stem: StemId; sound: StemId }[]): boolean {
  const takers = new Set(sounds.map(({ stem }) => stem));
  const givers = new Set(sounds.map(({ sound }) => sound));
  return (
    takers.size === sounds.length &&
    givers.size === sounds.length &&
    sounds.every(({ stem, sound }) => givers.has(stem) && stem !== sound)
  );
}

/** Whether a person said that the stems of this version have the right names. */
const confirmed = { confirmed: z.literal(true).optional() };

/** How a version of the stems came about. */
const AnyStemEdit = z.discriminatedUnion('kind', [
  /** As the separation left them. */
  z.object({ kind: z.literal('original'), ...confirmed }),
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
  /** A person said whose each stem is: sounds of whole stems changed places. */
  z.object({
    kind: z.literal('named'),
    ...range,
    sounds: StemSounds,
    /** Hashes of the recording's notes, which went with their stems; null if they stayed. */
    notes: z.object({ before: z.string().max(64), after: z.string().max(64) }).nullable(),
    ...confirmed,
  }),
  /** Sound of one stem was sent to another; the range is what the selection reaches. */
  z.object({ kind: z.literal('move'), ...range, ...route }),
]);
export const StemEdit = z.preprocess(withSelection, AnyStemEdit);
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
    /**
     * Says whose each stem is: the sounds of whole stems change places, as a new version. The recording's notes go with
     * their stems if the stems were told them, or if all notes of these players were heard.
     */
    name: oc.input(z.object({ separationId: SeparationId, sounds: StemSounds })).output(started),
    /**
     * Remembers that the stems of a version have the right names: nobody is asked again. Fails with `call/invalid` for a
     * version that came about otherwise than by separating or naming.
     */
    confirmNames: oc.input(z.object({ separationId: SeparationId, version: sample })).output(z.void()),
    /** Sends selected sound of one stem to another, as a new version. */
    move: oc.input(z.object({ separationId: SeparationId, ...route })).output(started),
    /**
     * Renders what `move` would make, for listening: the selected sound alone and both stems, with a second around it.
     * Nothing is changed; `endPreview` removes the audio. A long selection is cut short.
     */
    preview: oc.input(z.object({ separationId: SeparationId, ...route })).output(
      z.object({
        previewId: PreviewId,
        sampleRate: sample,
        channels: sample,
        /** What can be heard, in samples of the recording. */
        ...range,
        shortened: z.boolean(),
      }),
    ),
    endPreview: oc.input(z.object({ previewId: PreviewId })).output(z.void()),
    /** Puts a version in use: undo, redo, or a choice. Fails with `separation/busy` while an edit runs. */
    use: oc.input(z.object({ separationId: SeparationId, version: sample })).output(z.void()),
    /** Moves a version that is not in use to the trash. */
    drop: oc.input(z.object({ separationId: SeparationId, version: sample })).output(Removed),
  },
};
