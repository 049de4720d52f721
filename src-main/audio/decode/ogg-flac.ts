import { Failure } from '../../../src-shared/contract/failure.ts';
import { skipBytes } from './decoder.ts';
import type { DecodedStream, DecoderInput } from './decoder.ts';
import { checkedInfo, flacFormat, streamInfoBytes } from './flac.ts';
import { createFlacOutput } from './flac-decode.ts';
import type { FlacOutput } from './flac-decode.ts';
import { crc16, matches, parseFlacHeader, parseStreamInfo } from './flac-header.ts';
import type { FlacStreamInfo } from './flac-header.ts';
import { FrameNumbering } from './flac-frames.ts';
import type { FlacFrame } from './flac-frames.ts';
import { OggLinks } from './ogg-links.ts';
import type { LinkEvent } from './ogg-links.ts';

const MAGIC = '\x7fFLAC';
/** The mapping's own magic, version and count stand in front of `fLaC` (RFC 9639, section 10.1). */
const STREAM_AT = 9;
/** The most bytes that a lost page can have contained. */
const LOST_PAGE_BYTES = 65_025;

/**
 * FLAC in Ogg: every packet is a frame. Of a chain, recordings of another kind than the first are refused.
 * @throws Failure `file/truncated`, `file/unsupported`
 */
export async function openOggFlac(input: DecoderInput): Promise<DecodedStream> {
  const first = infoOf(input.head.subarray(27 + (input.head[26] ?? 0)));
  const links = new OggLinks(MAGIC);
  let output: FlacOutput = await createFlacOutput(first);
  const notes: string[] = [];
  let damaged = 0;
  let count = 0;
  let endsProperly = false;

  async function* decodeAll(): AsyncGenerator<Float32Array[], void> {
    let info = first;
    let numbering = new FrameNumbering(first);
    for await (const event of eventsOf(input, links)) {
      if (event.type === 'link') {
        count += 1;
        if (count > 1) {
          retire();
          info = sameKind(infoOf(Buffer.from(event.ident)), first);
          numbering = new FrameNumbering(info);
          output = await createFlacOutput(info);
        }
        continue;
      }
      endsProperly = event.isLast;
      const frames: FlacFrame[] = [];
      for (const bytes of event.packets) {
        const header = parseFlacHeader(bytes, 0);
        // Metadata packets have a type of less than 127 where frames have their sync code.
        if (header === null && bytes[0] !== 0xff) continue;
        if (header === null || !matches(header, info) || crc16(bytes, 0, bytes.length) !== 0) {
          output.damage();
          continue;
        }
        const skippedBytes = event.isAfterLoss ? LOST_PAGE_BYTES : 0;
        frames.push({
          bytes,
          header,
          start: numbering.place(header).start,
          samples: header.samples,
          skippedBytes,
        });
      }
      yield* output.decode(frames);
    }
  }

  function retire(): void {
    damaged += output.damagedPlaces();
    notes.push(...output.notes());
    output.close();
  }

  return {
    ...flacFormat(first),
    // A chain's other recordings are not in the first one's header.
    frames: first.frames,
    blocks: decodeAll,
    damagedPlaces: () => Math.max(damaged + output.damagedPlaces(), links.damagedPlaces, links.brokenPlaces),
    endedProperly: () => endsProperly && (output.isComplete() ?? true),
    notes: () => [...notes, ...output.notes()],
    close: () => output.close(),
  };
}

function infoOf(ident: Buffer): FlacStreamInfo {
  return checkedInfo(parseStreamInfo(streamInfoBytes(ident, STREAM_AT)));
}

/** @throws Failure `file/unsupported` */
function sameKind(info: FlacStreamInfo, first: FlacStreamInfo): FlacStreamInfo {
  if (
    info.sampleRate === first.sampleRate &&
    info.channels === first.channels &&
    flacFormat(info).sampleFormat === flacFormat(first).sampleFormat
  ) {
    return info;
  }
  throw new Failure(
    'file/unsupported',
    'This Ogg file changes its sample rate, depth or number of channels; convert it to WAV or FLAC first',
  );
}

async function* eventsOf(input: DecoderInput, links: OggLinks): AsyncGenerator<LinkEvent, void> {
  for await (const bytes of skipBytes(input.bytes, input.audioStart)) yield* links.push(bytes);
  yield* links.finish();
}
