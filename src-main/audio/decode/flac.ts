import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { readOggEnd } from './ogg.ts';

interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  readonly frames: number | null;
}

/**
 * FLAC, native or in Ogg. The integers survive: float32 holds up to 24 bits exactly.
 * @throws Failure `file/truncated`, `file/unsupported`
 */
export async function openFlac(input: DecoderInput): Promise<DecodedStream> {
  const ogg = input.head.toString('latin1', 0, 4) === 'OggS';
  const info = parseStreamInfo(streamInfoBytes(input.head, ogg));
  if (info.bits > 24) {
    throw new Failure(
      'file/unsupported',
      `This FLAC file has ${info.bits}-bit samples, which Divisi can't keep exactly; convert it to 24 bits or to WAV`,
    );
  }
  const end = ogg ? await readOggEnd(input.file) : null;
  const decoder = new FLACDecoder();
  await decoder.ready;
  let damaged = 0;
  let decodedFrames = 0;
  return {
    format: 'flac',
    sampleRate: info.sampleRate,
    channels: info.channels,
    sampleFormat: info.bits <= 16 ? 's16' : 's24',
    frames: info.frames,
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, input.audioStart)) {
        const decoded = await decoder.decode(bytes);
        damaged += decoded.errors.length;
        decodedFrames += decoded.samplesDecoded;
        if (decoded.samplesDecoded > 0) yield regrid(decoded.channelData, info.bits);
      }
      const rest = await decoder.flush();
      damaged += rest.errors.length;
      decodedFrames += rest.samplesDecoded;
      if (rest.samplesDecoded > 0) yield regrid(rest.channelData, info.bits);
    },
    damagedPlaces: () => damaged,
    endedProperly: () => (info.frames !== null ? decodedFrames >= info.frames : (end?.isLast ?? null)),
    close: () => decoder.free(),
  };
}

/**
 * The decoder divides by 2^(bits-1) - 1; the integers are found again and divided by 2^(bits-1), as everywhere here.
 * The float32 between them is off by less than half a step for up to 24 bits, so every integer comes back.
 */
function regrid(block: Float32Array[], bits: number): Float32Array[] {
  const full = 2 ** (bits - 1);
  for (const samples of block) {
    for (let index = 0; index < samples.length; index += 1) {
      samples[index] = Math.round((samples[index] as number) * (full - 1)) / full;
    }
  }
  return block;
}

/** STREAMINFO's body (RFC 9639, sections 8.2 and 10.1). */
function streamInfoBytes(head: Buffer, ogg: boolean): Buffer {
  const magicAt = ogg ? 27 + (head[26] ?? 0) + 9 : 0;
  const body = head.subarray(magicAt + 8, magicAt + 42);
  if (head.toString('latin1', magicAt, magicAt + 4) !== 'fLaC' || body.length < 34) {
    throw new Failure('file/truncated', 'This FLAC file ends inside its header: nothing of it can be read', {
      details: { seconds: 0 },
    });
  }
  return body;
}

function parseStreamInfo(body: Buffer): StreamInfo {
  const packed = body.readBigUInt64BE(10);
  const frames = Number(packed & 0xf_ffff_ffffn);
  return {
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    frames: frames === 0 ? null : frames,
  };
}
