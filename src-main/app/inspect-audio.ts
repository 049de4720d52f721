import { basename } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { openBytes } from '../audio/read/byte-file.ts';
import { sampleFormatOf } from '../audio/read/layout.ts';
import { findPcm } from '../audio/read/pcm-file.ts';
import type { AudioInfo } from '../library/sidecar/rebuild.ts';

/**
 * Reads the header of an uncompressed file, for a library that is being rebuilt.
 * @throws Failure `file/*`, `audio/no-samples`
 */
export async function inspectAudio(path: string): Promise<AudioInfo> {
  const file = await openBytes(path);
  try {
    const layout = await findPcm(file);
    if (layout === null) {
      throw new Failure('file/unsupported', `"${basename(path)}" is not an uncompressed audio file`);
    }
    const { container, sampleRate, channels, frames, encoding } = layout;
    return { format: container, sampleFormat: sampleFormatOf(encoding), sampleRate, channels, frames };
  } finally {
    await file.close();
  }
}
