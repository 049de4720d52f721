import { OggOpusDecoder } from 'ogg-opus-decoder';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { limitFrames } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { decodeOgg, oggFrames, readOggEnd } from './ogg.ts';

/** Opus always plays at 48 kHz, whatever it was recorded at (RFC 7845, section 5.1). */
const OPUS_RATE = 48_000;

/** @throws Failure `file/truncated` */
export async function openOpus(input: DecoderInput): Promise<DecodedStream> {
  // OpusHead: magic (8), version u8, channels u8, pre-skip u16.
  const packet = input.head.subarray(27 + (input.head[26] ?? 0));
  if (packet.length < 12) {
    throw new Failure('file/truncated', 'This Ogg file ends inside its header', { details: { seconds: 0 } });
  }
  const preSkip = packet.readUInt16LE(10);
  const end = await readOggEnd(input.file);
  const frames = oggFrames(input.head, end, preSkip);
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  let damaged = 0;
  return {
    format: 'opus',
    sampleRate: OPUS_RATE,
    channels: packet.readUInt8(9),
    sampleFormat: 'f32',
    frames,
    // The decoder forgets the pre-skip when it cuts the padding off the last page.
    blocks: () =>
      limitFrames(
        decodeOgg(decoder, input, (places) => void (damaged += places)),
        end?.isLast === true ? frames : null,
      ),
    damagedPlaces: () => damaged,
    endedProperly: () => end?.isLast ?? false,
    close: () => decoder.free(),
  };
}
