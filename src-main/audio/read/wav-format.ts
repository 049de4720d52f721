import { Failure } from '../../../src-shared/contract/failure.ts';
import type { SampleEncoding } from './layout.ts';

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;
/** Last 14 bytes of a KSDATAFORMAT subtype; the first two are the old format tag. */
const SUBTYPE_TAIL = '000000001000800000aa00389b71';

export interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytesPerSecond: number;
  /** Bytes a frame. */
  readonly blockAlign: number;
  readonly bits: number;
  readonly validBits: number;
}

/** @returns null where the chunk is too short */
export function parseWavFormat(chunk: Buffer): WavFormat | null {
  if (chunk.length < 16) return null;
  const tag = chunk.readUInt16LE(0);
  const bits = chunk.readUInt16LE(14);
  const common = {
    channels: chunk.readUInt16LE(2),
    sampleRate: chunk.readUInt32LE(4),
    bytesPerSecond: chunk.readUInt32LE(8),
    blockAlign: chunk.readUInt16LE(12),
    bits,
  };
  if (tag !== TAG_EXTENSIBLE || chunk.length < 40) return { ...common, tag, validBits: bits };
  const known = chunk.toString('hex', 26, 40) === SUBTYPE_TAIL;
  const validBits = chunk.readUInt16LE(18);
  return {
    ...common,
    tag: known ? chunk.readUInt16LE(24) : 0,
    validBits: validBits === 0 || validBits > bits ? bits : validBits,
  };
}

export interface WavEncoding {
  readonly encoding: SampleEncoding;
  readonly notes: readonly string[];
}

/**
 * How samples lie in the data, by what the header says three times: bits a sample, bytes a frame and bytes a second.
 * @returns null where they are compressed
 * @throws Failure `file/unsupported`
 */
export function wavEncoding(format: WavFormat): WavEncoding | null {
  const { tag, channels, sampleRate, bits } = format;
  if (channels === 0 || sampleRate === 0) {
    throw new Failure('file/unsupported', 'This WAV file declares no channels or no sample rate');
  }
  if (tag !== TAG_PCM && tag !== TAG_FLOAT) return null;
  const width = chooseWidth(format);
  const kind = kindOf(tag, width);
  if (kind === null || (tag === TAG_PCM && bits > 8 * width)) {
    const what = tag === TAG_FLOAT ? 'floating-point samples' : 'samples';
    throw new Failure('file/unsupported', `${bits}-bit ${what} in ${width} bytes are not supported`);
  }
  return {
    encoding: { kind, bigEndian: false, validBits: format.validBits },
    notes: contradictions(format, width),
  };
}

/** Bytes a sample. Where `bits` and the bytes a frame disagree, what is possible wins, then the bytes a second. */
function chooseWidth({ tag, channels, sampleRate, bytesPerSecond, blockAlign, bits }: WavFormat): number {
  const byBits = Math.ceil(bits / 8);
  const byFrame = blockAlign / channels;
  const canHold = (width: number): boolean => kindOf(tag, width) !== null && 8 * width >= bits;
  if (byBits === byFrame || !canHold(byFrame)) return byBits;
  if (!canHold(byBits) || bits === 0) return byFrame;
  // 20 or 24 bits in four bytes are common; others only where the bytes a second say so too.
  const isCommon = tag === TAG_PCM && byFrame === 4 && byBits === 3;
  return isCommon || bytesPerSecond === sampleRate * blockAlign ? byFrame : byBits;
}

function contradictions(format: WavFormat, width: number): string[] {
  const { channels, sampleRate, bytesPerSecond, blockAlign, bits } = format;
  const frameBytes = width * channels;
  const read = `read as ${8 * width}-bit samples of ${channels} ${channels === 1 ? 'channel' : 'channels'} at ${sampleRate} Hz`;
  if (blockAlign !== frameBytes) {
    return [
      `The header contradicts itself: ${bits}-bit samples of ${channels} ${channels === 1 ? 'channel' : 'channels'} take ${frameBytes} bytes a frame, not ${blockAlign}. The file was ${read}.`,
    ];
  }
  // Writers leave zero there; anything else is a second opinion on the sample rate.
  if (bytesPerSecond === 0 || bytesPerSecond === sampleRate * frameBytes) return [];
  return [
    `The header contradicts itself: it declares ${bytesPerSecond} bytes a second, but ${sampleRate * frameBytes} follow from the rest of it. The file was ${read}.`,
  ];
}

function kindOf(tag: number, width: number): SampleEncoding['kind'] | null {
  if (tag === TAG_PCM) return ({ 1: 'u8', 2: 's16', 3: 's24', 4: 's32' } as const)[width] ?? null;
  if (tag === TAG_FLOAT) return ({ 4: 'f32', 8: 'f64' } as const)[width] ?? null;
  return null;
}
