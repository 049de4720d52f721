import { z } from 'zod';
import { ThreadError } from './threads.ts';
import type { Trial } from './trial.ts';
import type { FloatTensor, RefusedProvider, SessionOptions, TensorData } from './session.ts';

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const Integers = z.custom<BigInt64Array>((value) => value instanceof BigInt64Array);

const Tensor = z.union([
  z.object({
    dtype: z.literal('float32'),
    data: Floats,
    shape: z.array(z.number()).readonly(),
  }),
  z.object({
    dtype: z.literal('int64'),
    data: Integers,
    shape: z.array(z.number()).readonly(),
  }),
]) satisfies z.ZodType<TensorData>;

/** What the thread is started with. */
export const ThreadStart = z.object({
  weightsPath: z.string(),
  options: z.object({
    providers: z.array(z.string()).readonly(),
    threads: z.number().int().positive(),
    verdicts: z.string().exactOptional(),
  }) satisfies z.ZodType<SessionOptions>,
  trial: z.object({
    inputs: z.record(z.string(), Tensor),
    output: z.string(),
    fixed: z
      .object({ input: z.string(), axis: z.number().int(), size: z.number().int().positive() })
      .nullable(),
  }) satisfies z.ZodType<Trial>,
});
export type ThreadStart = z.infer<typeof ThreadStart>;

/** Messages to the thread: one run at a time is answered, in order. */
export const ToThread = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run'),
    inputs: z.record(z.string(), Tensor),
    outputs: z.array(z.string()),
  }),
  z.object({ type: z.literal('release') }),
]);
export type ToThread = z.infer<typeof ToThread>;

const Output = z.object({
  data: Floats,
  shape: z.array(z.number()).readonly(),
}) satisfies z.ZodType<FloatTensor>;

const Refused = z.object({
  provider: z.string(),
  reason: z.string(),
}) satisfies z.ZodType<RefusedProvider>;

export const FromThread = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    provider: z.string(),
    refused: z.array(Refused),
    inputNames: z.array(z.string()),
    outputNames: z.array(z.string()),
  }),
  z.object({ type: z.literal('outputs'), outputs: z.array(Output), fellBack: z.string().nullable() }),
  z.object({ type: z.literal('released') }),
  ...ThreadError.options,
]);
export type FromThread = z.infer<typeof FromThread>;
