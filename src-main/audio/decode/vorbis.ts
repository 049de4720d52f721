import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { openOgg } from './ogg.ts';
import type { LinkDecoder, LinkFormat, OggCodec } from './ogg.ts';

/** Half of the longest block, 8192 (Vorbis I, 4.2.2). */
const MOST_PACKET_FRAMES = 4_096;
const IDENT_BYTES = 30;

type Pages = Parameters<OggVorbisDecoder['decodeOggPages']>[0];

/** @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable` */
export const openVorbis = (input: DecoderInput): Promise<DecodedStream> => openOgg(input, VORBIS);

const VORBIS: OggCodec = { format: 'vorbis', magic: '\x01vorbis', parse, create };

/** Identification header (Vorbis I, 4.2.2): type and magic (7), version u32, channels u8, rate u32. */
function parse(ident: Uint8Array): LinkFormat {
  const head = Buffer.from(ident);
  if (head.length < IDENT_BYTES || head.readUInt32LE(7) !== 0 || head[11] === 0) {
    throw new Failure(
      'file/unsupported',
      'The header of this Vorbis file is damaged or of an unknown version',
    );
  }
  return {
    sampleRate: head.readUInt32LE(12),
    channels: head.readUInt8(11),
    skipped: 0,
    // Comments and setup.
    headerPackets: 2,
    mostPacketFrames: MOST_PACKET_FRAMES,
  };
}

/** The decoder expects parsed pages; these are built from packets that are known to be complete. */
async function create(ident: Uint8Array): Promise<LinkDecoder> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let setup: Uint8Array | null = null;
  const pages = (data: Uint8Array, packets: readonly Uint8Array[]): Pages => {
    const codecFrames = packets.map((packet) => ({ header: { vorbisSetup: setup }, data: packet }));
    // The decoder reads only these fields of a page.
    return [{ data, codecFrames, isLastPage: false }] as unknown as Pages;
  };
  return {
    async begin(headers) {
      setup = headers[1] ?? null;
      if (setup?.[0] !== 5) {
        throw new Failure(
          'file/unreadable',
          'The header of this Vorbis file is damaged and can’t be decoded',
        );
      }
      await decoder.decodeOggPages(pages(ident, []));
    },
    decode: (packets) => decoder.decodeOggPages(pages(new Uint8Array(1), packets)),
    free: () => decoder.free(),
  };
}
