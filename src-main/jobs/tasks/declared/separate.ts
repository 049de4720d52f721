import { z } from 'zod';
import { Effort } from '../../../../src-shared/contract/separation.ts';
import { UndeclaredInstrument } from '../../../../src-shared/contract/undeclared.ts';
import { declareTask } from './declare.ts';
import {
  audioFile,
  count,
  hex256,
  path,
  players,
  providers,
  separationNotes,
  threads,
  verdicts,
} from './parts.ts';

export const SeparationPinSchema = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  weightsSha256: z.string(),
  provider: z.string(),
  threads: z.number().int(),
  runtime: z.string(),
  effort: z.literal('fast').exactOptional(),
});

const stemPart = z.object({
  /** Becomes a file name, so separators and a leading dot are not allowed. */
  name: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/),
  label: z.string(),
  instrument: z.string().nullable(),
  isRest: z.boolean(),
});

/** Separates a passage, resuming after the last finished segment. */
export const separateTask = declareTask({
  input: z.object({
    recording: audioFile,
    players,
    from: z.number().int(),
    to: z.number().int(),
    modelDir: path,
    providers,
    pinned: SeparationPinSchema.nullable(),
    threads,
    verdicts,
    outDir: path,
    segmentsDone: count,
    notesPath: path.exactOptional(),
    effort: Effort.exactOptional(),
  }),
  event: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('pinned'),
      pin: SeparationPinSchema,
      notes: separationNotes,
      segments: count,
      stems: z.array(stemPart).min(1),
      sampleRate: z.number().int().positive(),
      channels: z.number().int().positive(),
      frames: count,
      readyFrames: count,
    }),
    z.object({ type: z.literal('ready'), frames: count }),
    z.object({ type: z.literal('segment'), segmentsDone: count }),
  ]),
  result: z.object({
    stems: z.array(stemPart.extend({ path, rmsDbfs: z.number().nullable() })),
    sampleRate: z.number().int().positive(),
    channels: z.number().int().positive(),
    frames: count,
    pin: SeparationPinSchema,
    tookSeconds: z.number().nonnegative(),
    notes: separationNotes,
    notesSha256: hex256.nullable(),
    undeclared: z.array(UndeclaredInstrument).readonly(),
  }),
  warm: true,
  load: async () => (await import('../../../separation/separate.ts')).runSeparate,
});
