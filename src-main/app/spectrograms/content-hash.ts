import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readFailure } from '../../audio/read/file-errors.ts';

/** Grows whenever a tile of the same audio becomes a different one. */
const ANALYSIS_VERSION = 1;
const SAMPLED_BYTES = 1 << 16;
const SAMPLES = 8;

/**
 * A hash that tells whether an audio file is still the one that its tiles show: of its length, its modification time and
 * eight passages of 64 KiB, evenly spread. Hashing a whole file would take longer than drawing what is visible of it.
 * @throws Failure `file/not-found`, `file/unreadable`
 */
export async function contentHash(path: string, channelMap: readonly number[] | null): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size, mtimeMs } = await file.stat();
      const hash = createHash('sha256').update(JSON.stringify([ANALYSIS_VERSION, channelMap, size, mtimeMs]));
      const buffer = Buffer.alloc(SAMPLED_BYTES);
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        const last = Math.max(0, size - SAMPLED_BYTES);
        const at = Math.floor((last * sample) / (SAMPLES - 1));
        const { bytesRead } = await file.read(buffer, 0, SAMPLED_BYTES, at);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
}
