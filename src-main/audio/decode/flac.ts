import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from '../read/byte-file.ts';
import { WindowedBytes } from '../read/chunks.ts';
import { skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { createFlacOutput, describeFlac } from './flac-decode.ts';
import { FlacFrameSplitter } from './flac-frames.ts';
import { parseStreamInfo } from './flac-header.ts';
import type { FlacHeader, FlacStreamInfo } from './flac-header.ts';

const LAST_BLOCK = 0x80;
/** Real files have a dozen; the limit bounds the work that a hostile file can cause. */
const MOST_METADATA_BLOCKS = 10_000;

/**
 * FLAC. The integers survive: float32 holds up to 24 bits exactly. Frames that are damaged become silence of their own
 * length, so that what follows stays in its place; what comes out is never longer than the header declares.
 * @throws Failure `file/truncated`, `file/unsupported`
 */
export async function openFlac(input: DecoderInput): Promise<DecodedStream> {
  const info = checkedInfo(parseStreamInfo(streamInfoBytes(input.head, 0)));
  const framesAt = await endOfMetadata(input.file, input.audioStart);
  const splitter = new FlacFrameSplitter(info);
  const output = await createFlacOutput(info);
  let hasFrames = false;
  return {
    ...flacFormat(info),
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, framesAt)) yield* decode(splitter.push(bytes));
      yield* decode(splitter.finish());
      if (!hasFrames && splitter.foreign !== null) throw otherKind(splitter.foreign, info);
    },
    damagedPlaces: output.damagedPlaces,
    endedProperly: output.isComplete,
    notes: () => [
      ...output.notes(),
      ...(splitter.foreign === null
        ? []
        : [
            `Parts of the file have a different format (${describeFlac(splitter.foreign, info)}) and were skipped.`,
          ]),
    ],
    close: output.close,
  };

  function decode(frames: ReturnType<FlacFrameSplitter['push']>): AsyncGenerator<Float32Array[], void> {
    hasFrames ||= frames.length > 0;
    return output.decode(frames);
  }
}

export function flacFormat({ sampleRate, channels, bits, frames }: FlacStreamInfo) {
  const sampleFormat: 's16' | 's24' = bits <= 16 ? 's16' : 's24';
  return { format: 'flac', sampleRate, channels, sampleFormat, frames };
}

/** @throws Failure `file/unsupported` */
export function checkedInfo(info: FlacStreamInfo): FlacStreamInfo {
  if (info.bits <= 24) return info;
  throw new Failure(
    'file/unsupported',
    `This FLAC file has ${info.bits}-bit samples, which Divisi can't keep exactly; convert it to 24 bits or to WAV`,
  );
}

function otherKind(header: FlacHeader, info: FlacStreamInfo): Failure {
  const declared = `${info.sampleRate} Hz, ${info.bits} bits, ${info.channels} ${info.channels === 1 ? 'channel' : 'channels'}`;
  return new Failure(
    'file/unsupported',
    `This FLAC file contradicts itself: its header declares ${declared}, its audio has ${describeFlac(header, info)}`,
  );
}

/** STREAMINFO's body behind the magic at `magicAt`. @throws Failure `file/truncated` */
export function streamInfoBytes(head: Buffer, magicAt: number): Buffer {
  const body = head.subarray(magicAt + 8, magicAt + 42);
  if (head.toString('latin1', magicAt, magicAt + 4) !== 'fLaC' || body.length < 34) throw cutOff();
  return body;
}

/** Behind the last metadata block: pictures may be megabytes. */
async function endOfMetadata(file: ByteFile, audioStart: number): Promise<number> {
  const bytes = new WindowedBytes(file);
  let at = audioStart + 4;
  for (let count = 0; count < MOST_METADATA_BLOCKS; count += 1) {
    const head = await bytes.readAt(at, 4);
    if (head.length < 4) throw cutOff();
    at += 4 + head.readUIntBE(1, 3);
    if (((head[0] ?? 0) & LAST_BLOCK) !== 0) return at;
  }
  throw new Failure(
    'file/unsupported',
    `This FLAC file has more than ${MOST_METADATA_BLOCKS} metadata blocks before its audio and can’t be a recording`,
  );
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This FLAC file ends inside its header: none of it can be read', {
    details: { seconds: 0 },
  });
}
