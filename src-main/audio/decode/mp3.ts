import { MPEGDecoder } from 'mpg123-decoder';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { declaredSamples, findMpegFrame } from './mpeg-header.ts';

/**
 * MPEG audio layers I to III through mpg123, gapless: the encoder's delay and padding are cut where the file tells them.
 * @throws Failure `file/unsupported`
 */
export async function openMp3(input: DecoderInput): Promise<DecodedStream> {
  const first = findMpegFrame(input.head);
  if (first === null) throw new Failure('file/unsupported', 'No MPEG audio was found in this file');
  const frames = declaredSamples(input.head, first);
  const decoder = new MPEGDecoder();
  await decoder.ready;
  let damaged = 0;
  let decodedFrames = 0;
  return {
    format: 'mp3',
    sampleRate: first.sampleRate,
    channels: first.channels,
    sampleFormat: 'f32',
    frames,
    async *blocks() {
      for await (const bytes of skipBytes(input.bytes, input.audioStart + first.at)) {
        const decoded = decoder.decode(bytes);
        damaged += decoded.errors.length;
        if (decoded.samplesDecoded === 0) continue;
        if (decoded.sampleRate !== first.sampleRate) {
          throw new Failure(
            'file/unsupported',
            `This MP3 file changes its sample rate from ${first.sampleRate} to ${decoded.sampleRate} Hz; convert it to WAV or FLAC first`,
          );
        }
        decodedFrames += decoded.samplesDecoded;
        // mpg123 always puts out two channels; a mono file's are equal.
        yield decoded.channelData.slice(0, first.channels);
      }
    },
    damagedPlaces: () => damaged,
    endedProperly: () => (frames === null ? null : decodedFrames >= frames),
    close: () => decoder.free(),
  };
}
