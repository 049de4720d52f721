import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a file contains, whatever it is called. */
export const FileContent = z.object({ sha256: Sha256, bytes: z.number().int().nonnegative() });
export type FileContent = z.infer<typeof FileContent>;

/** @param signal stops reading: the hash of a long file takes minutes */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal });
  return hash.digest('hex');
}

export const contentOf = async (path: string): Promise<FileContent> => ({
  sha256: await sha256Of(path),
  bytes: (await stat(path)).size,
});
