import { interpolate, type Audiogram } from './audiogram.ts';
import { camfitCompressor, OCTAVE_BANDS, speechLevelsDb } from './camfit.ts';
import { DelayLine, Fir } from './fir.ts';
import { lossFrame, SimulatedLoss } from './loss/simulated-loss.ts';
import { cad2Bands, MultibandCompressor } from './multiband-compressor.ts';
import { NAL_R_FREQUENCIES_HZ, nalRGainsDb, nalRTaps } from './nal-r.ts';

/** The last three are losses, for listeners without one; smeared by filters three and six times as wide. */
export const FITTING_RULES = ['nal-r', 'camfit', 'loss', 'loss-smeared-3', 'loss-smeared-6'] as const;
export type FittingRule = (typeof FITTING_RULES)[number];

export interface Prescription {
  readonly rule: FittingRule;
  /** Sound pressure level of a signal of RMS 1; NAL-R is linear and does not depend on it. */
  readonly fullScaleDbSpl: number;
}

/** One ear's sound, processed in place. */
export interface EarProcessor {
  process(samples: Float64Array): void;
  /** Clears all state, as before the first sample. */
  reset(): void;
}

const BROADENING = { loss: 1, 'loss-smeared-3': 3, 'loss-smeared-6': 6 } as const;
type LossRule = keyof typeof BROADENING;

/** Whether a rule takes hearing away instead of fitting it. */
export const isLoss = (rule: FittingRule): rule is LossRule => Object.hasOwn(BROADENING, rule);

/** The longest filter that the grid of `nalRTaps` allows. */
const GREATEST_ORDER = 510;

/** The processor of one ear by a rule, `delay` samples late: at least `lossFrame` for a loss. */
export function createEar(
  { rule, fullScaleDbSpl }: Prescription,
  audiogram: Audiogram,
  sampleRate: number,
  delay: number,
): EarProcessor {
  if (isLoss(rule)) {
    const loss = new SimulatedLoss(audiogram, BROADENING[rule], fullScaleDbSpl, sampleRate);
    return inSeries(loss, new DelayLine(delay - lossFrame(sampleRate)));
  }
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
  if (isLoss(rule)) return 0;
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

function octaveGainsDb(rule: Exclude<FittingRule, LossRule>, audiogram: Audiogram): readonly number[] {
  if (rule === 'camfit') return camfitCompressor(audiogram).gainsDb;
  const gains = nalRGainsDb(audiogram);
  return OCTAVE_BANDS.frequenciesHz.map((hz) => interpolate(NAL_R_FREQUENCIES_HZ, gains, hz));
}

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
