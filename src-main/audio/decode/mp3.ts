import { MPEGDecoder } from 'mpg123-decoder';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from '../read/byte-file.ts';
import { guarded, skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { MpegFrameSplitter } from './mpeg-frames.ts';
import type { CutMpegFrame } from './mpeg-frames.ts';
import { declaredSamples, findMpegFrame } from './mpeg-header.ts';

const SCANNED_BYTES = 1 << 18;

/**
 * MPEG audio layers I to III through mpg123, gapless: the encoder's delay and padding are cut where the file tells them.
 * The decoder receives only whole frames; bytes between frames are skipped.
 * @throws Failure `file/unsupported`, `file/unreadable`
 */
export async function openMp3(input: DecoderInput): Promise<DecodedStream> {
  const first = findMpegFrame(input.head);
  if (first === null) throw new Failure('file/unsupported', 'No MPEG audio was found in this file');
  const start = input.audioStart + first.at;
  const scan = await scanFrames(input.file, start);
  const frames = declaredSamples(input.head, first);
  const channels = scan.hasStereo ? 2 : 1;
  const splitter = new MpegFrameSplitter();
  const decoder = new MPEGDecoder();
  await decoder.ready;
  let damaged = 0;
  let decodedFrames = 0;

  async function* decode(cut: readonly CutMpegFrame[]): AsyncGenerator<Float32Array[], void> {
    if (cut.length === 0) return;
    const decoded = await guarded(() => decoder.decode(Buffer.concat(cut.map(({ data }) => data))));
    damaged += decoded.errors.length;
    decodedFrames += decoded.samplesDecoded;
    // mpg123 always puts out two channels; those of mono frames are equal.
    if (decoded.samplesDecoded > 0) yield decoded.channelData.slice(0, channels);
  }

  return {
    format: 'mp3',
    sampleRate: first.sampleRate,
    channels,
    sampleFormat: 'f32',
    frames,
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, start)) yield* decode(splitter.push(bytes));
      yield* decode(splitter.finish());
    },
    damagedPlaces: () => damaged,
    endedProperly: () => (frames === null ? null : decodedFrames >= frames),
    notes: () => [
      ...(scan.hasStereo && scan.hasMono
        ? ['Parts of the file are mono and parts stereo; the mono parts are in both channels.']
        : []),
      ...gapNotes(splitter.gaps),
    ],
    close: () => decoder.free(),
  };
}

function gapNotes(gaps: number): string[] {
  if (gaps === 0) return [];
  const places = gaps === 1 ? 'In one place' : `In ${gaps} places`;
  return [`${places} the file holds no audio between two frames; what follows comes that much earlier.`];
}

interface Scan {
  readonly hasMono: boolean;
  readonly hasStereo: boolean;
}

/**
 * Reads all headers before the first sample is decoded, since a file may be several, one behind the other.
 * @throws Failure `file/unsupported` where the sample rate changes
 */
async function scanFrames(file: ByteFile, start: number): Promise<Scan> {
  const splitter = new MpegFrameSplitter();
  let sampleRate: number | null = null;
  let hasMono = false;
  let hasStereo = false;
  const see = (frame: CutMpegFrame): void => {
    sampleRate ??= frame.sampleRate;
    if (frame.sampleRate !== sampleRate) {
      throw new Failure(
        'file/unsupported',
        `This MP3 file changes its sample rate from ${sampleRate} to ${frame.sampleRate} Hz; convert it to WAV or FLAC first`,
      );
    }
    if (frame.channels === 1) hasMono = true;
    else hasStereo = true;
  };
  for (let at = start; at < file.size; at += SCANNED_BYTES) {
    splitter.push(await file.readAt(at, SCANNED_BYTES)).forEach(see);
  }
  splitter.finish().forEach(see);
  return { hasMono, hasStereo };
}
