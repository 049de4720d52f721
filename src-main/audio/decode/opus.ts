import { OpusDecoder } from 'opus-decoder';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { openOgg } from './ogg.ts';
import type { LinkDecoder, LinkFormat, OggCodec } from './ogg.ts';

/** Opus always plays at 48 kHz, whatever it was recorded at (RFC 7845, section 5.1). */
const OPUS_RATE = 48_000;
/** 120 ms, the longest packet. */
const MOST_PACKET_FRAMES = 5_760;
const LEAST_HEAD_BYTES = 19;
/** The decoder's room for a packet, a channel. */
const MOST_PACKET_BYTES = 3_840;

/** @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable` */
export const openOpus = (input: DecoderInput): Promise<DecodedStream> => openOgg(input, OPUS);

const OPUS: OggCodec = { format: 'opus', magic: 'OpusHead', parse, create };

/** OpusHead (RFC 7845, section 5.1): magic, version u8, channels u8, pre-skip u16, rate u32, gain s16, mapping family u8. */
function parse(ident: Uint8Array): LinkFormat {
  const head = Buffer.from(ident);
  const channels = head[9] ?? 0;
  if (head.length < LEAST_HEAD_BYTES || channels === 0 || (head[8] ?? 0) > 15) {
    throw new Failure('file/unsupported', 'The header of this Opus file is damaged or of an unknown version');
  }
  return {
    sampleRate: OPUS_RATE,
    channels,
    skipped: head.readUInt16LE(10),
    headerPackets: 1,
    mostPacketFrames: MOST_PACKET_FRAMES,
  };
}

async function create(ident: Uint8Array, { channels }: LinkFormat): Promise<LinkDecoder> {
  const head = Buffer.from(ident);
  const hasMapping = (head[18] ?? 0) !== 0;
  if (hasMapping ? head.length < 21 + channels : channels > 2) {
    throw new Failure('file/unsupported', 'The channels of this Opus file are not described');
  }
  const decoder = new OpusDecoder({
    channels,
    ...(hasMapping
      ? {
          streamCount: head.readUInt8(19),
          coupledStreamCount: head.readUInt8(20),
          channelMappingTable: [...head.subarray(21, 21 + channels)],
        }
      : {}),
  });
  await decoder.ready;
  // A Q7.8 number of decibels that the player has to apply.
  const gain = 10 ** (head.readInt16LE(16) / 256 / 20);
  return {
    begin: () => Promise.resolve(),
    decode(packets) {
      const fitting = packets.filter(
        (packet) => packet.length > 0 && packet.length <= MOST_PACKET_BYTES * channels,
      );
      const decoded = decoder.decodeFrames(fitting);
      if (gain !== 1) for (const samples of decoded.channelData) scale(samples, gain);
      const refused = Array.from({ length: packets.length - fitting.length }, () => 'length');
      return Promise.resolve({ ...decoded, errors: [...decoded.errors, ...refused] });
    },
    free: () => decoder.free(),
  };
}

function scale(samples: Float32Array, gain: number): void {
  for (let n = 0; n < samples.length; n += 1) samples[n] = (samples[n] as number) * gain;
}
