import type { Ear } from './audiogram.ts';
import { OCTAVE_BANDS, type CompressorFitting } from './camfit.ts';
import { cad2Bands, MultibandCompressor } from './multiband-compressor.ts';

/** The rebalancing task of the second Cadenza challenge (CAD2, task 2, 2024), as its documents and baseline state it. */

/** The rate of an entry's files, in Hz. */
export const ENTRY_RATE = 32_000;
/** The rate at which entries are scored, in Hz. */
export const SCORE_RATE = 24_000;

/** Left and right. */
export type Stereo = readonly [Float64Array, Float64Array];

/**
 * What the sum of sources is changed by, so that a mix stays about as loud as it was: -10·log10 of the mean of
 * 10^(gain/10).
 */
export function levelCorrectionDb(gainsDb: readonly number[]): number {
  const mean = gainsDb.reduce((sum, gain) => sum + 10 ** (gain / 10), 0) / gainsDb.length;
  return -10 * Math.log10(mean);
}

/**
 * Gains by instrument. Players of one instrument can't be told apart by name, so they get the mean of their gains in dB.
 */
export function gainsByInstrument(
  sources: readonly { readonly instrument: string; readonly gainDb: number }[],
): Map<string, number> {
  const grouped = new Map<string, number[]>();
  for (const { instrument, gainDb } of sources) {
    grouped.set(instrument, [...(grouped.get(instrument) ?? []), gainDb]);
  }
  return new Map(
    [...grouped].map(([instrument, gains]) => [
      instrument,
      gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    ]),
  );
}

/** The sum of sources under their gains, then changed by `correctionDb`. All have one length. */
export function remixed(
  sources: readonly { readonly signal: Stereo; readonly gainDb: number }[],
  correctionDb: number,
): Stereo {
  const length = sources[0]?.signal[0].length ?? 0;
  const out: Stereo = [new Float64Array(length), new Float64Array(length)];
  const level = 10 ** (correctionDb / 20);
  for (const { signal, gainDb } of sources) {
    const gain = level * 10 ** (gainDb / 20);
    signal.forEach((samples, channel) => {
      const into = out[channel]!;
      for (let n = 0; n < length; n += 1) into[n]! += gain * samples[n]!;
    });
  }
  return out;
}

/** An estimate with a share of what the recording holds besides it, which masks artefacts: s + share·(recording - s). */
export function withResidual(estimate: Stereo, recording: Stereo, share: number): Stereo {
  const blend = (s: Float64Array, all: Float64Array): Float64Array =>
    s.map((value, n) => value + share * (all[n]! - value));
  return [blend(estimate[0], recording[0]), blend(estimate[1], recording[1])];
}

/** A mix through the challenge's compressor of each ear. */
export function fittedFor(
  mix: Stereo,
  fittings: Readonly<Record<Ear, CompressorFitting>>,
  sampleRate: number,
): Stereo {
  const heard = (samples: Float64Array, ear: Ear): Float64Array => {
    const out = samples.slice();
    new MultibandCompressor(OCTAVE_BANDS.edgesHz, cad2Bands(fittings[ear]), sampleRate).process(out);
    return out;
  };
  return [heard(mix[0], 'left'), heard(mix[1], 'right')];
}

/** Samples as an entry's 16-bit file holds them: clipped and cut toward zero, as the challenge's own writer does. */
export function toEntryGrid(samples: Float32Array | Float64Array): Float32Array {
  return Float32Array.from(samples, (value) => {
    const step = Math.trunc(Math.max(-1, Math.min(1, value)) * 32_768);
    return Math.min(32_767, step) / 32_768;
  });
}

/** The part of the data that a scene belongs to, by its number. */
export function splitOf(scene: string): 'train' | 'valid' | 'test' {
  const number = Number(scene.slice(1));
  if (number > 0 && number < 49_999) return 'train';
  return number > 50_000 && number < 59_999 ? 'valid' : 'test';
}
