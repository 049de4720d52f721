// CommonJS whose names Node can't tell from outside: only the default import works there.
import libsamplerate from '@alexanderolsen/libsamplerate-js';
import { checkedLength } from '../write/writer.ts';

export interface ResamplerOptions {
  readonly fromRate: number;
  readonly toRate: number;
  readonly channels: number;
  /** libsamplerate's sinc converters: `best` 145 dB of stop band and 97 % of the band, `medium` 121 dB and 90 %. */
  readonly quality: 'best' | 'medium';
}

/**
 * Streaming and free of offset: output sample `j` is the input at time `j / toRate`, the input being zero outside its ends.
 * Pieces of any size give the same output; altogether it is exactly `resampledLength` frames.
 */
export interface Resampler {
  /** Planar in, planar out: what is ready by now, perhaps nothing. */
  process(channels: readonly Float32Array[]): Float32Array[];
  /** The rest. */
  finish(): Float32Array[];
  close(): void;
}

/** Frames handed over at a time: input and output must fit the library's 4 MiB buffers, up to a ratio of 48. */
const PIECE_FRAMES = 4096;
/** Half the length of the longest converter, in periods of the lower rate, and some. */
const TAIL_PERIODS = 512;

/** Output positions that lie before the end of `frames` input frames. */
export function resampledLength(frames: number, fromRate: number, toRate: number): number {
  return Math.ceil((frames * toRate) / fromRate);
}

export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  const { fromRate, toRate, channels } = options;
  if (fromRate === toRate) return passThrough(channels);
  const converter = await libsamplerate.create(channels, fromRate, toRate, {
    converterType:
      options.quality === 'best'
        ? libsamplerate.ConverterType.SRC_SINC_BEST_QUALITY
        : libsamplerate.ConverterType.SRC_SINC_MEDIUM_QUALITY,
  });
  let taken = 0;
  let given = 0;
  const convert = (planar: readonly Float32Array[]): Float32Array[] => {
    const length = checkedLength(planar, channels);
    const pieces: Float32Array[] = [];
    for (let from = 0; from < length; from += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, length - from);
      const interleaved = new Float32Array(count * channels);
      planar.forEach((samples, channel) => {
        for (let frame = 0; frame < count; frame += 1) {
          interleaved[frame * channels + channel] = samples[from + frame] as number;
        }
      });
      pieces.push(converter.full(interleaved));
    }
    return separate(pieces, channels);
  };
  return {
    process(planar) {
      const out = convert(planar);
      taken += planar[0]?.length ?? 0;
      given += out[0]?.length ?? 0;
      return out;
    },
    finish() {
      const missing = resampledLength(taken, fromRate, toRate) - given;
      // The library has no flush call: silence pushes the remaining samples out of its filter.
      const tail = Math.ceil(TAIL_PERIODS * Math.max(1, fromRate / toRate));
      const silence = Array.from({ length: channels }, () => new Float32Array(tail));
      const out = convert(silence);
      if ((out[0]?.length ?? 0) < missing) throw new Error(`the resampler still owes ${missing} frames`);
      given += missing;
      return out.map((samples) => samples.subarray(0, missing));
    },
    close: () => converter.destroy(),
  };
}

function passThrough(channels: number): Resampler {
  return {
    process: (planar) => planar.map((samples) => samples.slice()),
    finish: () => Array.from({ length: channels }, () => new Float32Array(0)),
    close: () => undefined,
  };
}

function separate(pieces: readonly Float32Array[], channels: number): Float32Array[] {
  const frames = pieces.reduce((sum, piece) => sum + piece.length, 0) / channels;
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    let at = 0;
    for (const piece of pieces) {
      for (let index = channel; index < piece.length; index += channels, at += 1) {
        out[at] = piece[index] as number;
      }
    }
    return out;
  });
}
