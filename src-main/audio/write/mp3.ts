import { Failure } from '../../../src-shared/contract/failure.ts';
import type { PcmWriter } from '../read/pcm.ts';
import { InfoFrame } from './mp3-info.ts';
import { createPartFile } from './part-file.ts';
import { id3Tag } from './tags/id3.ts';
import type { FileTags } from './tags/tags.ts';
import { checkedLength } from './writer.ts';

export interface Mp3WriterOptions {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly kbps: number;
  readonly tags: FileTags;
}

/** Rates of MPEG-1 layer III, which all the offered bit rates exist for. */
export const MP3_RATES: readonly number[] = [32_000, 44_100, 48_000];
const KBPS = [128, 192, 256, 320] as const;
const CHUNK_FRAMES = 1 << 14;

/**
 * Writes an MP3 file with a constant bit rate front to back as `PATH.part`: an ID3 tag, a frame that tells the
 * encoder's delay and padding (the encoder leaves it out), and LAME's frames.
 * @throws Failure `call/invalid` for a bit rate or sample rate that is not offered, `disk/full`, `disk/unwritable`
 */
export async function createMp3Writer(path: string, options: Mp3WriterOptions): Promise<PcmWriter> {
  const { channels, sampleRate, tags } = options;
  const bitrate = KBPS.find((value) => value === options.kbps);
  if (bitrate === undefined || !MP3_RATES.includes(sampleRate)) {
    throw new Failure('call/invalid', `MP3 with ${options.kbps} kbit/s at ${sampleRate} Hz is not offered`);
  }
  // Loaded where it is needed: it is a megabyte of text.
  const { createMp3Encoder } = await import('wasm-media-encoders');
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate, channels, bitrate });
  const file = await createPartFile(path);
  const tag = id3Tag(tags);
  if (tag.length > 0) await file.append(tag);
  let info: InfoFrame | null = null;
  let written = 0;

  /** The encoder reuses its memory, so the bytes are used up before the next call. */
  const take = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return;
    if (info === null) {
      info = new InfoFrame(bytes, bitrate);
      await file.append(info.placeholder());
    }
    info.count(bytes);
    await file.append(bytes);
  };
  return {
    async write(planar) {
      const length = checkedLength(planar, channels);
      for (let from = 0; from < length; from += CHUNK_FRAMES) {
        const block = planar.map((samples) => samples.subarray(from, Math.min(length, from + CHUNK_FRAMES)));
        await take(encoder.encode(block));
      }
      written += length;
    },
    sync: () => file.sync(),
    async finish() {
      await take(encoder.finalize());
      if (info === null) throw new Error('the MP3 encoder wrote nothing');
      await file.patch(info.frame(written), tag.length);
      const bytes = file.length;
      await file.finish();
      return { bytes, clippedSamples: 0 };
    },
    abort: () => file.abort(),
  };
}
