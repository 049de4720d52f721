import { basename } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { findMpegFrame } from '../decode/mpeg-header.ts';
import type { PcmLayout } from './layout.ts';
import { findPcm } from './pcm-file.ts';

/** Formats with a built-in decoder; ffmpeg decodes all others. */
export type OwnFormat = 'flac' | 'ogg-flac' | 'mp3' | 'vorbis' | 'opus';

export type Sniffed =
  | { readonly kind: 'pcm'; readonly layout: PcmLayout }
  | {
      readonly kind: 'own';
      readonly format: OwnFormat;
      /** Where the audio begins: behind ID3v2 tags. */
      readonly audioStart: number;
      /** The first bytes from `audioStart` on. */
      readonly head: Buffer;
    }
  | { readonly kind: 'foreign'; readonly format: string };

const HEAD_BYTES = 1 << 16;
/** Padding and broken tags in front of the first MPEG frame are passed over up to here. */
const SEARCHED_BYTES = 1 << 22;
/** Taggers write one or two; the limit bounds the work that a hostile file can cause. */
const MOST_TAGS = 100;

/** Detects a file's format from its content; its name is ignored. */
export async function sniff(file: ByteFile): Promise<Sniffed> {
  const layout = await findPcm(file);
  if (layout !== null) return { kind: 'pcm', layout };
  const audioStart = await skipId3(file);
  const head = await file.readAt(audioStart, HEAD_BYTES);
  const format = ownFormat(head);
  if (format !== null) return { kind: 'own', format, audioStart, head };
  const foreign = foreignFormat(head);
  if (foreign !== null) return { kind: 'foreign', format: foreign };
  // A tag whose size is wrong may point anywhere, so the search begins again at the front.
  for (const from of audioStart === 0 ? [0] : [audioStart, 0]) {
    const found = findMpegFrame(await file.readAt(from, SEARCHED_BYTES));
    if (found === null) continue;
    const at = from + found.at;
    return { kind: 'own', format: 'mp3', audioStart: at, head: await file.readAt(at, HEAD_BYTES) };
  }
  throw new Failure(
    'file/unsupported',
    `"${basename(file.path)}" is not an audio file that Divisi knows; convert it to WAV or FLAC first`,
  );
}

/** ID3v2 tags may stand before MP3 and, against all rules, before FLAC; their size is four 7-bit bytes. */
async function skipId3(file: ByteFile): Promise<number> {
  let at = 0;
  for (let count = 0; count < MOST_TAGS; count += 1) {
    const tag = await file.readAt(at, 10);
    if (tag.length < 10 || tag.toString('latin1', 0, 3) !== 'ID3') return at;
    const size = tag.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    const footer = ((tag[5] ?? 0) & 0x10) !== 0 ? 10 : 0;
    at += 10 + size + footer;
  }
  return at;
}

function ownFormat(head: Buffer): OwnFormat | null {
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'fLaC') return 'flac';
  if (magic === 'OggS') return oggFormat(head);
  return findMpegFrame(head) === null ? null : 'mp3';
}

/** The first packet names the codec; its page header is 27 bytes and one for each segment. */
function oggFormat(head: Buffer): OwnFormat | null {
  const packet = head.subarray(27 + (head[26] ?? 0));
  if (packet.toString('latin1', 0, 7) === '\x01vorbis') return 'vorbis';
  if (packet.toString('latin1', 0, 8) === 'OpusHead') return 'opus';
  if (packet.toString('latin1', 0, 5) === '\x7fFLAC') return 'ogg-flac';
  return null;
}

/** Formats that ffmpeg reads, recognised by their first bytes; other files are not passed to it. */
function foreignFormat(head: Buffer): string | null {
  const text = (from: number, to: number): string => head.toString('latin1', from, to);
  if (text(4, 8) === 'ftyp') return 'm4a';
  if (text(0, 4) === 'OggS') return 'ogg';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'wav (compressed)';
  if (text(0, 4) === 'FORM' && text(8, 12) === 'AIFC') return 'aiff (compressed)';
  if (text(0, 4) === 'caff') return 'caf';
  if (text(0, 4) === '.snd') return 'au';
  if (text(0, 4) === 'MAC ') return 'ape';
  if (text(0, 4) === 'wvpk') return 'wavpack';
  if (text(0, 4) === 'TTA1') return 'tta';
  if (head.length >= 4 && head.readUInt32BE(0) === 0x3026b275) return 'wma';
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  // ADTS: twelve bits of sync with the layer bits at zero.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return 'aac';
  return null;
}
