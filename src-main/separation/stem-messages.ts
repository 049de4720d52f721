/** What is said between a separation and the thread that makes its stems; arrays over shared buffers are not copied. */
import { z } from 'zod';
import { ThreadError } from '../inference/threads.ts';
import type { StemPiece } from './piece-stems.ts';

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const Doubles = z.custom<Float64Array>((value) => value instanceof Float64Array);
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array);
const count = z.number().int().nonnegative();
const list = z.array(z.number().int()).readonly();

/** What the thread is started with. */
export const StemThreadStart = z.object({
  recording: z.object({ path: z.string(), channelMap: list }),
  /** Samples of the recording, half open. */
  from: count,
  to: count,
  /** The spectrum of the model. */
  model: z.object({
    sampleRate: z.number().positive(),
    frontend: z.object({ size: count, hop: z.number().positive() }),
  }),
  slots: z.array(list).readonly(),
  bins: count,
  overlap: count,
  gridBits: z.number().int().nullable(),
  position: count,
  /** A `FrameRing`. */
  magnitudes: z.object({ data: Floats, capacity: count }),
  /** Room for blocks, one array each: [stems + 1][channels][samples]. */
  rooms: z.array(Floats).readonly(),
  /** Of each room: 1 while it holds what was not written yet, otherwise 0. */
  taken: Integers,
});
export type StemThreadStart = z.infer<typeof StemThreadStart>;

const Aligned = z.object({
  piece: z.object({ index: count, dataStart: count, from: count, to: count }),
  masks: z.object({
    data: Floats,
    slots: count,
    bins: count,
    length: count,
    undeclared: Floats.nullable(),
  }),
  order: list,
});
const Covariances = z.array(Doubles).readonly();

/** Each message is a piece. */
export const ToStemThread = z.object({
  previous: Aligned.nullable(),
  current: Aligned,
  places: z.object({ before: Covariances.nullable(), now: Covariances }).nullable(),
}) satisfies z.ZodType<StemPiece>;

export const FromStemThread = z.discriminatedUnion('type', [
  z.object({ type: z.literal('block'), room: count, count }),
  /** A piece is done, after its blocks. */
  z.object({ type: z.literal('piece'), position: count }),
  ...ThreadError.options,
]);
export type FromStemThread = z.infer<typeof FromStemThread>;
