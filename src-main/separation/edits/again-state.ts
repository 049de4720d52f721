import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MethodState } from '../progress-file.ts';
import { readState, writeState } from '../state-file.ts';

/** What a passage that is separated again saves beside its unfinished files after each segment. */
const AgainState = z.object({
  schema: z.literal(1),
  /** Covers everything that the files depend on; a different value means a different run. */
  fingerprint: z.string(),
  method: MethodState,
  /** The stems that differ so far, with the sum of squares that each gained. */
  gained: z.record(z.string(), z.number()),
});
export type AgainState = z.infer<typeof AgainState>;

const pathIn = (outDir: string): string => join(outDir, 'edit-state.json');

/** @throws Failure `disk/full`, `disk/unwritable` */
export const writeAgainState = (outDir: string, state: AgainState): Promise<void> =>
  writeState(pathIn(outDir), state);

export const readAgainState = (outDir: string, fingerprint: string): Promise<AgainState | null> =>
  readState(pathIn(outDir), AgainState, fingerprint);

export const removeAgainState = (outDir: string): Promise<void> => rm(pathIn(outDir), { force: true });
