import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a file contains, whatever it is called. */
export const FileContent = z.object({ sha256: Sha256, bytes: z.number().int().nonnegative() });
export type FileContent = z.infer<typeof FileContent>;

const BLOCK_BYTES = 1 << 18;

/**
 * Reads into one buffer, because a stream makes a new one for each block, and those of a long file would stay in memory until the
 * garbage is collected.
 * @param signal stops reading: the hash of a long file takes minutes
 */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  await using file = await open(path);
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, null);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(block.subarray(0, bytesRead));
  }
}

export const contentOf = async (path: string): Promise<FileContent> => ({
  sha256: await sha256Of(path),
  bytes: (await stat(path)).size,
});
