import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { decodeOgg, oggFrames, readOggEnd } from './ogg.ts';

/** @throws Failure `file/truncated` */
export async function openVorbis(input: DecoderInput): Promise<DecodedStream> {
  // Identification header: type and magic (7), version u32, channels u8, rate u32 (Vorbis I, 4.2.2).
  const packet = input.head.subarray(27 + (input.head[26] ?? 0));
  if (packet.length < 16) {
    throw new Failure('file/truncated', 'This Ogg file ends inside its header', { details: { seconds: 0 } });
  }
  const end = await readOggEnd(input.file);
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let damaged = 0;
  return {
    format: 'vorbis',
    sampleRate: packet.readUInt32LE(12),
    channels: packet.readUInt8(11),
    sampleFormat: 'f32',
    frames: oggFrames(input.head, end, 0),
    blocks: () => decodeOgg(decoder, input, (places) => void (damaged += places)),
    damagedPlaces: () => damaged,
    endedProperly: () => end?.isLast ?? false,
    close: () => decoder.free(),
  };
}
