import { basename } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { openBytes } from './byte-file.ts';
import type { PcmReader } from './pcm.ts';
import { openIndexedFlac } from './indexed-flac.ts';
import { checkedChannelMap, findPcm, pcmReader } from './pcm-file.ts';

/**
 * Opens a file with random access: an uncompressed one (WAV, RF64, BW64, Wave64, AIFF, AIFF-C), or a FLAC file with a
 * seek point for every frame, as Divisi stores stems.
 * @param options.channelMap channels of the file, from 0; all if omitted
 * @throws Failure `file/not-found`, `file/unreadable`, `file/empty`, `file/truncated` (nothing readable),
 *   `file/unsupported`, `audio/no-samples`, `audio/channels`
 */
export async function openPcm(
  path: string,
  options: { readonly channelMap?: readonly number[] } = {},
): Promise<PcmReader> {
  const file = await openBytes(path);
  try {
    const layout = await findPcm(file);
    if (layout === null) {
      const indexed = await openIndexedFlac(file, options.channelMap);
      if (indexed !== null) return indexed;
      throw new Failure('file/unsupported', `"${basename(path)}" is not an uncompressed audio file`);
    }
    return pcmReader(file, layout, checkedChannelMap(options.channelMap, layout.channels));
  } catch (error) {
    await file.close();
    throw error;
  }
}
