import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from '../read/byte-file.ts';
import { guarded, skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { OggLinks } from './ogg-links.ts';
import type { LinkEvent, LinkPackets } from './ogg-links.ts';

/** What a codec's header declares for one recording of the chain. */
export interface LinkFormat {
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples that the decoder puts out in front of the recording. */
  readonly skipped: number;
  /** Packets in front of the audio, the first one aside. */
  readonly headerPackets: number;
  /** The most samples that one packet may hold. */
  readonly mostPacketFrames: number;
}

export interface DecodedPackets {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly errors: readonly unknown[];
}

/** Decodes one recording of the chain. */
export interface LinkDecoder {
  /** @param headers the packets in front of the audio, the first one aside */
  begin(headers: readonly Uint8Array[]): Promise<void>;
  decode(packets: readonly Uint8Array[]): Promise<DecodedPackets>;
  free(): void;
}

export interface OggCodec {
  readonly format: string;
  /** With which its first packet begins. */
  readonly magic: string;
  /** @throws Failure `file/unsupported`, `file/truncated` */
  parse(ident: Uint8Array): LinkFormat;
  create(ident: Uint8Array, format: LinkFormat): Promise<LinkDecoder>;
}

const SCANNED_BYTES = 1 << 18;
/** Silence for lost pages is limited to the length decoded so far plus this many seconds. */
const FREE_SILENCE_SECONDS = 60;
const SILENCE_FRAMES = 1 << 16;

/** All links' headers, read ahead of decoding: what the chain is made of has to be known before its first sample. */
interface Scan {
  readonly formats: readonly LinkFormat[];
  /** Total of all links; null if unknown. */
  readonly frames: number | null;
  readonly endsProperly: boolean;
  readonly leftOut: number;
}

/**
 * Opens a lossy Ogg stream. Pages with a wrong checksum are skipped and become silence of the same length.
 */
export async function openOgg(input: DecoderInput, codec: OggCodec): Promise<DecodedStream> {
  const scan = await scanLinks(input.file, input.audioStart, codec);
  const [first] = scan.formats;
  if (first === undefined) {
    throw new Failure('file/truncated', 'This Ogg file ends inside its header, or its header is damaged', {
      details: { seconds: 0 },
    });
  }
  const channels = commonChannels(scan.formats);
  const { sampleRate } = first;
  const links = new OggLinks(codec.magic);
  let errors = 0;
  let decoder: LinkDecoder | null = null;

  async function* decodeAll(): AsyncGenerator<Float32Array[], void> {
    let state: LinkState | null = null;
    let heard = 0;
    for await (const event of eventsOf(input, links)) {
      if (event.type === 'link') {
        free();
        const format = codec.parse(event.ident);
        decoder = await guarded(() => codec.create(event.ident, format));
        state = { format, headers: [], position: null, toSkip: format.skipped };
        continue;
      }
      if (state === null || decoder === null) continue;
      const packets = await audioOf(state, decoder, event);
      if (packets.length === 0) continue;
      const decoded = await guarded(() => (decoder as LinkDecoder).decode(packets));
      errors += decoded.errors.length;
      const mostSilence = heard + FREE_SILENCE_SECONDS * sampleRate;
      for (const block of placed(state, event, decoded, mostSilence)) {
        heard += block[0]?.length ?? 0;
        yield block.length === channels ? block : block.flatMap((samples) => [samples, samples]);
      }
    }
  }

  function free(): void {
    decoder?.free();
    decoder = null;
  }

  return {
    format: codec.format,
    sampleRate,
    channels,
    sampleFormat: 'f32',
    frames: scan.frames,
    blocks: decodeAll,
    damagedPlaces: () => Math.max(errors, links.damagedPlaces, links.brokenPlaces),
    endedProperly: () => scan.endsProperly,
    notes: () => scanNotes(scan, channels),
    close: free,
  };
}

function scanNotes({ formats, leftOut }: Scan, channels: number): string[] {
  const isMixed = formats.some((format) => format.channels !== channels);
  return [
    ...(isMixed ? ['Parts of the file are mono and parts stereo; the mono parts are in both channels.'] : []),
    ...(leftOut > 0
      ? ['The file holds other streams beside or behind the one that was read; they were left out.']
      : []),
  ];
}

interface LinkState {
  readonly format: LinkFormat;
  readonly headers: Uint8Array[];
  /** Where the next decoded sample lies, as the granules count; null before the first. */
  position: number | null;
  /** Samples still to be skipped at the start. */
  toSkip: number;
}

/** The audio among a page's packets; the headers in front of it begin the decoder. */
async function audioOf(
  state: LinkState,
  decoder: LinkDecoder,
  { packets }: LinkPackets,
): Promise<readonly Uint8Array[]> {
  const missing = state.format.headerPackets - state.headers.length;
  if (missing === 0) return packets;
  state.headers.push(...packets.slice(0, missing));
  if (state.headers.length === state.format.headerPackets) await guarded(() => decoder.begin(state.headers));
  return packets.slice(missing);
}

/** A page's samples in place: silence replaces lost pages, and samples outside the recording are dropped. */
function* placed(
  state: LinkState,
  { granule, isLast, isAfterLoss }: LinkPackets,
  { channelData, samplesDecoded: count, errors }: DecodedPackets,
  mostSilence: number,
): Generator<Float32Array[], void> {
  let from = 0;
  let to = count;
  let silence = 0;
  if (granule !== null) {
    if (state.position === null) {
      // The first page says where the recording begins; a beginning before zero is cut off, unless it is also the end.
      const start = granule - count;
      if (start < 0 && !isLast) from = -start;
      state.position = Math.max(0, start);
      if (start < 0 && isLast) to = granule;
    } else {
      const surplus = state.position + count - granule;
      if (isLast && surplus > 0) to = Math.max(0, count - surplus);
      if (surplus < 0 && (isAfterLoss || errors.length > 0)) silence = Math.min(-surplus, mostSilence);
    }
    state.position = granule;
  } else if (state.position !== null) state.position += count;

  const skippedSilence = Math.min(silence, state.toSkip);
  state.toSkip -= skippedSilence;
  for (let left = silence - skippedSilence; left > 0; left -= SILENCE_FRAMES) {
    yield channelData.map(() => new Float32Array(Math.min(left, SILENCE_FRAMES)));
  }
  const skipped = Math.min(state.toSkip, to - from);
  state.toSkip -= skipped;
  if (to - from > skipped) yield channelData.map((samples) => samples.subarray(from + skipped, to));
}

async function* eventsOf(input: DecoderInput, links: OggLinks): AsyncGenerator<LinkEvent, void> {
  for await (const bytes of skipBytes(input.bytes, input.audioStart)) yield* links.push(bytes);
  yield* links.finish();
}

async function scanLinks(file: ByteFile, from: number, codec: OggCodec): Promise<Scan> {
  const links = new OggLinks(codec.magic);
  const formats: LinkFormat[] = [];
  let frames: number | null = 0;
  let endsProperly = false;
  let end: number | null = null;
  let isStart = false;
  const close = (): void => {
    const format = formats.at(-1);
    if (format !== undefined && frames !== null) {
      frames = end === null ? null : frames + Math.max(0, end - format.skipped);
    }
  };
  const see = (event: LinkEvent): void => {
    if (event.type === 'link') {
      close();
      formats.push(codec.parse(event.ident));
      end = null;
      isStart = true;
      endsProperly = false;
      return;
    }
    if (event.granule !== null && event.granule > 0) {
      const most = event.packets.length * (formats.at(-1)?.mostPacketFrames ?? 0);
      // A capture that began in the middle counts from somewhere else.
      if (isStart && event.granule > most) frames = null;
      isStart = false;
      end = event.granule;
    }
    endsProperly = event.isLast;
  };
  for (let at = from; at < file.size; at += SCANNED_BYTES) {
    links.push(await file.readAt(at, SCANNED_BYTES)).forEach(see);
  }
  links.finish().forEach(see);
  close();
  return { formats, frames, endsProperly, leftOut: links.leftOut };
}

/** @throws Failure `file/unsupported` where one recording can't hold all links */
function commonChannels(formats: readonly LinkFormat[]): number {
  const [first] = formats;
  const other = formats.find(({ sampleRate }) => sampleRate !== first?.sampleRate);
  if (first !== undefined && other !== undefined) {
    throw new Failure(
      'file/unsupported',
      `This Ogg file changes its sample rate from ${first.sampleRate} to ${other.sampleRate} Hz; convert it to WAV or FLAC first`,
    );
  }
  const most = Math.max(...formats.map(({ channels }) => channels));
  const isConvertible = formats.every(({ channels }) => channels === most || (channels === 1 && most === 2));
  if (isConvertible) return most;
  const counts = [...new Set(formats.map(({ channels }) => channels))].join(' and ');
  throw new Failure(
    'file/unsupported',
    `This Ogg file changes its number of channels (${counts}); convert it to WAV or FLAC first`,
  );
}
