import { open, readFile, rename } from 'node:fs/promises';
import type { z } from 'zod';
import { writeFailure } from '../audio/read/file-errors.ts';

/**
 * Replaces a state atomically, so that there is always one valid state. Once this resolves, it survives a killed
 * process.
 * @throws Failure `disk/full`, `disk/unwritable`
 */
export async function writeState(path: string, state: unknown): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(JSON.stringify(state));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    throw writeFailure(error, unfinished);
  }
}

/** The state of an earlier run with the same fingerprint, or null; a damaged state counts as missing. */
export async function readState<T extends { readonly fingerprint: string }>(
  path: string,
  schema: z.ZodType<T>,
  fingerprint: string,
): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  return parsed.success && parsed.data.fingerprint === fingerprint ? parsed.data : null;
}

/** Undefined for invalid JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
