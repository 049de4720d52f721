import { interpolate, type Audiogram } from './audiogram.ts';
import { camfitCompressor, OCTAVE_BANDS, speechLevelsDb } from './camfit.ts';
import { DelayLine, Fir } from './fir.ts';
import type { SmearingSize } from './loss/smearing-matrices.ts';
import { lossFrame, SimulatedLoss } from './loss/simulated-loss.ts';
import { cad2Bands, MultibandCompressor } from './multiband-compressor.ts';
import { NAL_R_FREQUENCIES_HZ, nalRGainsDb, nalRTaps } from './nal-r.ts';

export const FITTING_RULES = ['none', 'nal-r', 'camfit'] as const;
export type FittingRule = (typeof FITTING_RULES)[number];

/** Simulated losses, for listeners without one; smeared by filters three and six times as wide. */
export const SIMULATED_LOSSES = ['none', 'plain', 'smeared-3', 'smeared-6'] as const;
export type SimulatedLossKind = (typeof SIMULATED_LOSSES)[number];

/** What becomes of a sound at an ear: it is fitted, then heard through the loss. */
export interface Prescription {
  readonly rule: FittingRule;
  readonly loss: SimulatedLossKind;
  /** Sound pressure level of a signal of RMS 1; NAL-R is linear and does not depend on it. */
  readonly fullScaleDbSpl: number;
}

/** One ear's sound, processed in place. */
export interface EarProcessor {
  process(samples: Float64Array): void;
  /** Clears all state, as before the first sample. */
  reset(): void;
}

const BROADENING = { plain: 1, 'smeared-3': 3, 'smeared-6': 6 } as const;

/** The smearing matrix that a simulated loss needs at a rate; null for none. */
export function smearingSize(loss: SimulatedLossKind, sampleRate: number): SmearingSize | null {
  if (loss === 'none' || BROADENING[loss] === 1) return null;
  const frame = lossFrame(sampleRate);
  return { bins: frame / 2 + 1, hzPerBin: sampleRate / frame, broadening: BROADENING[loss] };
}

/** The longest filter that the grid of `nalRTaps` allows. */
const GREATEST_ORDER = 510;

/**
 * The processor of one ear: the fitting, a gain, the simulated loss.
 * @param gain what level-matching gives the fitted sound
 * @param delay of all in samples: at least `lossFrame` with a loss, and more with a rule too
 */
export function createEar(
  prescription: Prescription,
  audiogram: Audiogram,
  sampleRate: number,
  delay: number,
  gain = 1,
): EarProcessor {
  const { rule, loss, fullScaleDbSpl } = prescription;
  const behind = loss === 'none' ? 0 : lossFrame(sampleRate);
  const stages = [fittedEar(rule, fullScaleDbSpl, audiogram, sampleRate, delay - behind)];
  if (gain !== 1) stages.push(amplifier(gain));
  if (loss !== 'none')
    stages.push(new SimulatedLoss(audiogram, BROADENING[loss], fullScaleDbSpl, sampleRate));
  return inSeries(...stages);
}

function fittedEar(
  rule: FittingRule,
  fullScaleDbSpl: number,
  audiogram: Audiogram,
  sampleRate: number,
  delay: number,
): EarProcessor {
  if (rule === 'none') return new DelayLine(delay);
  if (rule === 'nal-r') {
    const order = Math.min(GREATEST_ORDER, 2 * delay);
    return inSeries(new Fir(nalRTaps(audiogram, order, sampleRate)), new DelayLine(delay - order / 2));
  }
  return inSeries(fittedCompressor(audiogram, fullScaleDbSpl, sampleRate), new DelayLine(delay));
}

/** The level for which the gains are prescribed; above it they fall. */
const SPEECH_DB_SPL = 65;

/**
 * The compressor of the Cadenza challenges with the gains of CAMFIT. Its threshold is speech at 65 dB SPL; where full
 * scale is 95 dB SPL, that is the challenge's own threshold of -30 dB. At low sample rates the bands that lie above half
 * the rate are left out.
 */
export function fittedCompressor(
  audiogram: Audiogram,
  fullScaleDbSpl: number,
  sampleRate: number,
): MultibandCompressor {
  const edges = OCTAVE_BANDS.edgesHz.filter((hz) => hz < 0.45 * sampleRate);
  const bands = cad2Bands(camfitCompressor(audiogram))
    .slice(0, edges.length + 1)
    .map((band) => ({ ...band, thresholdDb: SPEECH_DB_SPL - fullScaleDbSpl }));
  return new MultibandCompressor(edges, bands, sampleRate);
}

/** The K-weighting of ITU-R BS.1770 at the centres of the octave bands, dB. */
const K_WEIGHTING_DB = [-0.15, 0.04, 0.7, 3.07, 3.97, 4.04];

/**
 * Gain in dB, at most 0, that takes about the loudness away which a fitting adds to speech at 65 dB SPL: the power gain
 * over the bands of its average spectrum, weighted as ITU-R BS.1770 does. Music differs from it by several dB, so this
 * is only where measuring begins.
 */
export function expectedMatchDb(rule: FittingRule, audiogram: Audiogram): number {
  if (rule === 'none') return 0;
  const gains = octaveGainsDb(rule, audiogram);
  let before = 0;
  let after = 0;
  for (const [band, level] of speechLevelsDb(OCTAVE_BANDS).entries()) {
    const power = 10 ** ((level + K_WEIGHTING_DB[band]!) / 10);
    before += power;
    after += power * 10 ** (gains[band]! / 10);
  }
  return Math.min(0, 10 * Math.log10(before / after));
}

function octaveGainsDb(rule: Exclude<FittingRule, 'none'>, audiogram: Audiogram): readonly number[] {
  if (rule === 'camfit') return camfitCompressor(audiogram).gainsDb;
  const gains = nalRGainsDb(audiogram);
  return OCTAVE_BANDS.frequenciesHz.map((hz) => interpolate(NAL_R_FREQUENCIES_HZ, gains, hz));
}

const amplifier = (gain: number): EarProcessor => ({
  process(samples) {
    for (let n = 0; n < samples.length; n += 1) samples[n]! *= gain;
  },
  reset: () => undefined,
});

function inSeries(...stages: readonly EarProcessor[]): EarProcessor {
  return {
    process: (samples) => {
      for (const stage of stages) stage.process(samples);
    },
    reset: () => {
      for (const stage of stages) stage.reset();
    },
  };
}
