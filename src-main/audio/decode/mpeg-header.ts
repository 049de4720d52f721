/** One MPEG-1/2/2.5 audio frame header (ISO 11172-3, 2.4.1.3). */
export interface MpegFrame {
  /** Bytes from the start of what was searched. */
  readonly at: number;
  readonly bytes: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly samples: number;
}

const RATES = [44100, 48000, 32000];
const BITRATES: Readonly<Record<'1-1' | '1-2' | '1-3' | '2-1' | '2-23', readonly number[]>> = {
  '1-1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-23': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
/** Consecutive headers that must agree: two bytes of sync are met by chance. */
const AGREEING = 3;
/** Files this short may end before as many headers were seen. */
const SHORT_FILE_BYTES = 1 << 14;

/** The first frame of a run that agrees on layer and rate, behind any padding; null where there is none. */
export function findMpegFrame(head: Uint8Array): MpegFrame | null {
  for (let at = 0; at < head.length - 4; at += 1) {
    if (head[at] !== 0xff) continue;
    const first = parseMpegHeader(head, at);
    if (first !== null && agreesFrom(head, first, at < SHORT_FILE_BYTES)) return first;
  }
  return null;
}

/**
 * Whether headers of the same rate and layer follow the first.
 * @param mayEnd the bytes may end before enough were seen, because the file does
 */
export function agreesFrom(bytes: Uint8Array, first: MpegFrame, mayEnd: boolean): boolean {
  let at = first.at + first.bytes;
  for (let count = 1; count < AGREEING; count += 1) {
    // All of a very short file are frames, of which the last may be cut off.
    if (at >= bytes.length) return mayEnd && (at === bytes.length || count > 1);
    const next = parseMpegHeader(bytes, at);
    if (next === null) return mayEnd && isTag(bytes, at) && count > 1;
    if (next.sampleRate !== first.sampleRate || next.samples !== first.samples) return false;
    at += next.bytes;
  }
  return true;
}

function isTag(bytes: Uint8Array, at: number): boolean {
  const magic = String.fromCharCode(...bytes.subarray(at, at + 3));
  return magic === 'TAG' || magic === 'APE' || magic === 'ID3' || magic === 'LYR';
}

export function parseMpegHeader(bytes: Uint8Array, at: number): MpegFrame | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4);
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0) return null;
  const version = (b1 >> 3) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const layer = 4 - ((b1 >> 1) & 3);
  const bitrateIndex = b2 >> 4;
  const rate = RATES[(b2 >> 2) & 3];
  if (version === 1 || layer === 4 || rate === undefined || bitrateIndex === 0 || bitrateIndex === 15)
    return null;
  const sampleRate = rate >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const table = version === 3 ? (`1-${layer}` as '1-1' | '1-2' | '1-3') : layer === 1 ? '2-1' : '2-23';
  const bitrate = (BITRATES[table][bitrateIndex] ?? 0) * 1000;
  const padding = (b2 >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const size =
    layer === 1
      ? (Math.floor((12 * bitrate) / sampleRate) + padding) * 4
      : Math.floor(((samples / 8) * bitrate) / sampleRate) + padding;
  return { at, bytes: size, sampleRate, channels: b3 >> 6 === 3 ? 1 : 2, samples };
}

/**
 * Frames that a Xing or Info header declares, less the delay and padding of its LAME extension; null without one.
 * The header stands in the first frame behind the side information.
 */
export function declaredSamples(head: Uint8Array, first: MpegFrame): number | null {
  const isMpeg1 = first.samples === 1152;
  const side = first.channels === 1 ? (isMpeg1 ? 17 : 9) : isMpeg1 ? 32 : 17;
  const view = new DataView(head.buffer, head.byteOffset, Math.min(head.length, first.at + first.bytes));
  const at = first.at + 4 + side;
  if (at + 12 > view.byteLength) return null;
  const magic = view.getUint32(at);
  const flags = view.getUint32(at + 4);
  if ((magic !== 0x58696e67 && magic !== 0x496e666f) || (flags & 1) === 0) return null;
  const total = view.getUint32(at + 8) * first.samples;
  const lame =
    at + 8 + 4 + ((flags & 2) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 100 : 0) + ((flags & 8) !== 0 ? 4 : 0);
  if (lame + 24 > view.byteLength || view.getUint8(lame) === 0) return total;
  const packed = (view.getUint16(lame + 21) << 8) | view.getUint8(lame + 23);
  return Math.max(0, total - (packed >> 12) - (packed & 0xfff));
}
