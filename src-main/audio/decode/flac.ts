import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from '../byte-file.ts';
import { skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { FlacFrameSplitter, parseStreamInfo } from './flac-frames.ts';
import type { FlacFrame, FlacStreamInfo } from './flac-frames.ts';
import { readOggEnd } from './ogg.ts';

const SILENCE_FRAMES = 1 << 16;
const LAST_BLOCK = 0x80;

/**
 * FLAC. The integers survive: float32 holds up to 24 bits exactly. Frames that are damaged become silence of their own
 * length, so that what follows stays in its place.
 * @throws Failure `file/truncated`, `file/unsupported`
 */
export async function openFlac(input: DecoderInput): Promise<DecodedStream> {
  const info = checked(parseStreamInfo(streamInfoBytes(input.head, 0)));
  const framesAt = await endOfMetadata(input.file, input.audioStart);
  const splitter = new FlacFrameSplitter(info);
  const decoder = new FLACDecoder();
  await decoder.ready;
  let damaged = 0;
  let position: number | null = null;
  return {
    ...formatOf(info),
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, framesAt)) yield* decode(splitter.push(bytes));
      yield* decode(splitter.finish());
    },
    damagedPlaces: () => damaged,
    endedProperly: () => (info.frames === null ? null : (position ?? 0) >= info.frames),
    close: () => decoder.free(),
  };

  async function* decode(frames: readonly FlacFrame[]): AsyncGenerator<Float32Array[], void> {
    let batch: Uint8Array[] = [];
    for (const frame of frames) {
      position ??= frame.start === 0 || info.frames !== null ? 0 : frame.start;
      const missing = frame.start - position;
      if (missing !== 0) {
        yield* decodeBatch(batch);
        batch = [];
        damaged += 1;
        // The decoder counts frames too and complains about a gap.
        await decoder.reset();
        if (missing > 0) yield* silence(info.channels, missing);
      }
      batch.push(frame.bytes);
      position = frame.start + frame.samples;
    }
    yield* decodeBatch(batch);
  }

  async function* decodeBatch(batch: Uint8Array[]): AsyncGenerator<Float32Array[], void> {
    if (batch.length === 0) return;
    const decoded = await decoder.decodeFrames(batch);
    damaged += decoded.errors.length;
    if (decoded.samplesDecoded > 0) yield regrid(decoded.channelData, info.bits);
  }
}

/** FLAC in Ogg, where the pages tell the frames apart. */
export async function openOggFlac(input: DecoderInput): Promise<DecodedStream> {
  // Page header and segment table, then the mapping's own 9 bytes (RFC 9639, section 10.1).
  const info = checked(parseStreamInfo(streamInfoBytes(input.head, 27 + (input.head[26] ?? 0) + 9)));
  const end = await readOggEnd(input.file);
  const decoder = new FLACDecoder();
  await decoder.ready;
  let damaged = 0;
  let position = 0;
  return {
    ...formatOf(info),
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, input.audioStart)) {
        const decoded = await decoder.decode(bytes);
        damaged += decoded.errors.length;
        position += decoded.samplesDecoded;
        if (decoded.samplesDecoded > 0) yield regrid(decoded.channelData, info.bits);
      }
      const rest = await decoder.flush();
      damaged += rest.errors.length;
      position += rest.samplesDecoded;
      if (rest.samplesDecoded > 0) yield regrid(rest.channelData, info.bits);
    },
    damagedPlaces: () => damaged,
    endedProperly: () => (info.frames === null ? (end?.isLast ?? null) : position >= info.frames),
    close: () => decoder.free(),
  };
}

function formatOf({ sampleRate, channels, bits, frames }: FlacStreamInfo) {
  const sampleFormat: 's16' | 's24' = bits <= 16 ? 's16' : 's24';
  return { format: 'flac', sampleRate, channels, sampleFormat, frames };
}

function checked(info: FlacStreamInfo): FlacStreamInfo {
  if (info.bits <= 24) return info;
  throw new Failure(
    'file/unsupported',
    `This FLAC file has ${info.bits}-bit samples, which Divisi can't keep exactly; convert it to 24 bits or to WAV`,
  );
}

function streamInfoBytes(head: Buffer, magicAt: number): Buffer {
  const body = head.subarray(magicAt + 8, magicAt + 42);
  if (head.toString('latin1', magicAt, magicAt + 4) !== 'fLaC' || body.length < 34) throw cutOff();
  return body;
}

/** Behind the last metadata block: pictures may be megabytes. */
async function endOfMetadata(file: ByteFile, audioStart: number): Promise<number> {
  for (let at = audioStart + 4; ;) {
    const head = await file.readAt(at, 4);
    if (head.length < 4) throw cutOff();
    at += 4 + head.readUIntBE(1, 3);
    if (((head[0] ?? 0) & LAST_BLOCK) !== 0) return at;
  }
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This FLAC file ends inside its header: nothing of it can be read', {
    details: { seconds: 0 },
  });
}

function* silence(channels: number, frames: number): Generator<Float32Array[], void> {
  for (let left = frames; left > 0; left -= SILENCE_FRAMES) {
    yield Array.from({ length: channels }, () => new Float32Array(Math.min(left, SILENCE_FRAMES)));
  }
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
