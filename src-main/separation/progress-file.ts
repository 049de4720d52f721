import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readState, writeState } from './state-file.ts';
import { Floats, StoredStream } from './stream-file.ts';

/** Where a method stands after a segment: enough to go on in another process with identical bytes. */
export const MethodState = z.object({
  segmentsDone: z.number().int().positive(),
  /** Samples of every stem that are on the disk. */
  samplesDone: z.number().int().nonnegative(),
  /** Slot orders of the last two pieces that were joined, by piece. */
  orders: z.record(z.string(), z.array(z.number().int().nonnegative()).readonly()),
  /** For two channels: the source positions known before the last segment. */
  places: z.array(Floats).optional(),
  /** The energy of undeclared instruments in the segments that are done. */
  undeclared: z
    .object({ energy: z.number().nonnegative(), byClass: z.array(z.number().nonnegative()).readonly() })
    .optional(),
  /** For a model with state: the state. */
  stream: StoredStream.optional(),
});
export type MethodState = z.infer<typeof MethodState>;

/** The state that a separation saves next to its unfinished stems after each segment. */
export const ProgressState = MethodState.extend({
  schema: z.literal(1),
  /** Covers everything that the stems depend on; a different value means a different run. */
  fingerprint: z.string(),
  /** Sum of squares of each stem so far, the rest's last. */
  squares: z.array(z.number().nonnegative()).readonly(),
});
export type ProgressState = z.infer<typeof ProgressState>;

const pathIn = (outDir: string): string => join(outDir, 'separation-state.json');

/** @throws Failure `disk/full`, `disk/unwritable` */
export const writeProgress = (outDir: string, state: ProgressState): Promise<void> =>
  writeState(pathIn(outDir), state);

/** The state of an earlier run with the same fingerprint, or null to start from the beginning. */
export const readProgress = (outDir: string, fingerprint: string): Promise<ProgressState | null> =>
  readState(pathIn(outDir), ProgressState, fingerprint);

export async function removeProgress(outDir: string): Promise<void> {
  await rm(pathIn(outDir), { force: true });
}
