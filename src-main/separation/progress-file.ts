import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFailure } from '../audio/read/file-errors.ts';
import { Floats, StoredStream } from './stream-file.ts';

/**
 * The state that a run saves next to its unfinished stems after each segment, so that another process can
 * resume it with identical bytes. It is replaced atomically, so there is always one valid state.
 */
export const ProgressState = z.object({
  schema: z.literal(1),
  /** Covers everything that the stems depend on; a different value means a different run. */
  fingerprint: z.string(),
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
  /** Sum of squares of each stem so far, the rest's last. */
  squares: z.array(z.number().nonnegative()).readonly(),
});
export type ProgressState = z.infer<typeof ProgressState>;

const pathIn = (outDir: string): string => join(outDir, 'separation-state.json');

/** @throws Failure `disk/full`, `disk/unwritable` */
export async function writeProgress(outDir: string, state: ProgressState): Promise<void> {
  const unfinished = `${pathIn(outDir)}.part`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(JSON.stringify(state));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, pathIn(outDir));
  } catch (error) {
    throw writeFailure(error, unfinished);
  }
}

/** The state of an earlier run with the same fingerprint, or null to start from the beginning. */
export async function readProgress(outDir: string, fingerprint: string): Promise<ProgressState | null> {
  let text: string;
  try {
    text = await readFile(pathIn(outDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const parsed = ProgressState.safeParse(parseJson(text));
  return parsed.success && parsed.data.fingerprint === fingerprint ? parsed.data : null;
}

/** Undefined for invalid JSON: a damaged state counts as missing. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function removeProgress(outDir: string): Promise<void> {
  await rm(pathIn(outDir), { force: true });
}
