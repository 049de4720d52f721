import type { SampleFormat } from '../../../src-shared/contract/audio.ts';
import { formatTime } from './check.ts';

/** The encoding of one sample in the file. `s8` is AIFF's signed byte. */
export interface SampleEncoding {
  readonly kind: 's8' | 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';
  readonly bigEndian: boolean;
  /** Bits of an `s32` that count: 24 where a 32-bit container holds 24-bit samples in its upper bytes. */
  readonly validBits: number;
}

/** Uncompressed, interleaved samples inside a container, found in place. */
export interface PcmLayout {
  /** wav, rf64, w64, aiff */
  readonly container: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly encoding: SampleEncoding;
  /** Bytes from the start of the file. */
  readonly dataOffset: number;
  /** Whole frames that are really there. */
  readonly frames: number;
  /** Frames that the header promises and the file lacks. */
  readonly missingFrames: number;
  /** The header was never completed (a recorder that crashed or streamed): the data runs to the end of the file. */
  readonly open: boolean;
  /** Where the header contradicts itself or the file, and what was done about it: sentences for the user. */
  readonly notes: readonly string[];
}

const BYTES = { s8: 1, u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 } as const;

export function bytesPerSample(encoding: SampleEncoding): number {
  return BYTES[encoding.kind];
}

export function bytesPerFrame(layout: Pick<PcmLayout, 'encoding' | 'channels'>): number {
  return bytesPerSample(layout.encoding) * layout.channels;
}

/** The grid the samples lie on, as the rest of the program names it. */
export function sampleFormatOf(encoding: SampleEncoding): SampleFormat {
  if (encoding.kind === 's8') return 'u8';
  return encoding.kind === 's32' && encoding.validBits <= 24 ? 's24' : encoding.kind;
}

export interface DataExtent {
  readonly frames: number;
  readonly missingFrames: number;
  readonly open: boolean;
}

/**
 * How much of what a header declares is there.
 * `declared` in bytes, null where the header leaves it open; `available` is what follows the data's start in the file.
 */
export function dataExtent(declared: number | null, available: number, frameBytes: number): DataExtent {
  if (declared === null) return { frames: Math.floor(available / frameBytes), missingFrames: 0, open: true };
  const frames = Math.floor(Math.min(declared, available) / frameBytes);
  return { frames, missingFrames: Math.floor(declared / frameBytes) - frames, open: false };
}

/** Notes about unexplained bytes after the declared samples; none for less than a frame. */
export function behindNotes(bytes: number, frameBytes: number, sampleRate: number): string[] {
  if (bytes < frameBytes) return [];
  const duration = formatTime(bytes / frameBytes / sampleRate);
  return [
    `The file continues after the samples that its header declares: ${bytes} bytes, ${duration} if they are samples. They were skipped.`,
  ];
}

export const UNPADDED_NOTE =
  'A chunk of odd length lacks its byte of padding; the file was read as its writer meant it.';
