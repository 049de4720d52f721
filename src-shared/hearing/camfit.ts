import { interpolate, levelsAt, type Audiogram } from './audiogram.ts';

/** Bands in which gains are prescribed: their nominal frequencies, and the edges between neighbours, in Hz. */
export interface FittingBands {
  readonly frequenciesHz: readonly number[];
  /** One fewer than the bands; the outer bands are open. */
  readonly edgesHz: readonly number[];
}

/** The six octave bands of the Cadenza challenges. */
export const OCTAVE_BANDS: FittingBands = {
  frequenciesHz: [250, 500, 1000, 2000, 4000, 8000],
  edgesHz: [353.55, 707.11, 1414.21, 2828.43, 5656.85],
};

/** Insertion gain at 0 dB HL of the linear formula; held beyond the ends. Above 5 kHz it is 1 dB, as at 5 kHz. */
const INTERCEPT_HZ = [125, 250, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000];
const INTERCEPT_DB = [-11, -10, -8, -6, 0, -1, 1, -1, 0, 1];
const SLOPE = 0.48;

/**
 * Linear insertion gains of the Cambridge formula in dB, none below 0 (B. C. J. Moore and B. R. Glasberg, "Use of a
 * loudness model for hearing-aid fitting. I. Linear hearing aids", British Journal of Audiology 32, 1998): 0.48·HL plus
 * an intercept that depends on frequency. No gain for an ear without any loss.
 */
export function camfitLinearDb(audiogram: Audiogram, bands: FittingBands): number[] {
  const levels = levelsAt(audiogram, bands.frequenciesHz);
  return unlessNormal(
    audiogram,
    levels.map((level, n) => Math.max(0, linearDb(level, bands.frequenciesHz[n]!))),
  );
}

const linearDb = (levelDbHl: number, hz: number): number =>
  interpolate(INTERCEPT_HZ, INTERCEPT_DB, hz, Math.log) + SLOPE * levelDbHl;

/** The range of speech around its long-term average that a fitting makes audible: its minima lie 38 dB below its maxima. */
const SPEECH_RANGE_DB = 38;
/** The smallest range of levels above threshold into which speech is compressed. */
const LEAST_RANGE_DB = 13;

export interface CamfitBand {
  /** Level in the band of the softest parts of speech at 65 dB SPL, in dB SPL. */
  readonly speechMinimumDb: number;
  /** Gain for `speechMinimumDb`, which makes it just audible. */
  readonly gainAtMinimumDb: number;
  /** At least 1. */
  readonly ratio: number;
  /** Whether the ear has a loss anywhere; without one there is no gain. */
  readonly fitted: boolean;
}

/**
 * The compressive Cambridge formula (B. C. J. Moore, B. R. Glasberg and M. A. Stone, "Use of a loudness model for
 * hearing-aid fitting. III. A general method for deriving initial fittings for hearing aids with multi-channel
 * compression", British Journal of Audiology 33, 1999): the softest parts of speech at 65 dB SPL are made just audible,
 * and speech at 65 dB SPL receives the gain of the linear formula.
 */
export function camfitBands(audiogram: Audiogram, bands: FittingBands): CamfitBand[] {
  const fitted = audiogram.levelsDbHl.some((level) => level !== 0);
  const linear = camfitLinearDb(audiogram, bands);
  const speech = speechLevelsDb(bands);
  return levelsAt(audiogram, bands.frequenciesHz).map((level, n) => {
    const speechMinimumDb = speech[n]! - SPEECH_RANGE_DB;
    const gainAtMinimumDb = level + hearingThresholdDbSpl(bands.frequenciesHz[n]!) - speechMinimumDb;
    const range = Math.max(LEAST_RANGE_DB, SPEECH_RANGE_DB + linear[n]! - gainAtMinimumDb);
    return { speechMinimumDb, gainAtMinimumDb, ratio: Math.max(1, SPEECH_RANGE_DB / range), fitted };
  });
}

/** The greatest level that a fitting puts out in a band, in dB SPL. */
export const MOST_OUTPUT_DB = 100;

/** Insertion gain in dB of a band for a level in this band in dB SPL: not below 0, and none that leads above 100 dB SPL. */
export function camfitGainDb(band: CamfitBand, levelDb: number): number {
  if (!band.fitted) return 0;
  const output = (levelDb - band.speechMinimumDb) / band.ratio + band.speechMinimumDb + band.gainAtMinimumDb;
  const gain = Math.max(0, output - levelDb);
  return gain - Math.max(0, gain + levelDb - MOST_OUTPUT_DB);
}

/** Ratio and make-up gain of a compressor per band. */
export interface CompressorFitting {
  readonly ratios: readonly number[];
  readonly gainsDb: readonly number[];
}

/** The steepest compression that the Cadenza challenges allow. */
const MOST_RATIO = 6;

/**
 * Parameters for the six-band compressor of the Cadenza challenges: the compressive gains at 65 dB SPL, and ratios from
 * the outputs prescribed at 55 and 85 dB SPL, at most 6:1. This is our reading of the rule that the challenge publishes;
 * entries to the challenge use its own file of parameters.
 */
export function camfitCompressor(
  audiogram: Audiogram,
  bands: FittingBands = OCTAVE_BANDS,
): CompressorFitting {
  const fitted = camfitBands(audiogram, bands);
  const outputAt = (band: CamfitBand, level: number): number => level + camfitGainDb(band, level);
  return {
    gainsDb: fitted.map((band) => camfitGainDb(band, 65)),
    ratios: fitted.map((band) => {
      const rise = outputAt(band, 85) - outputAt(band, 55);
      return rise <= 30 / MOST_RATIO ? MOST_RATIO : Math.max(1, 30 / rise);
    }),
  };
}

function unlessNormal(audiogram: Audiogram, gains: number[]): number[] {
  return audiogram.levelsDbHl.some((level) => level !== 0) ? gains : gains.map(() => 0);
}

/** Third octaves of the international long-term average speech spectrum. */
const LTASS_HZ = [
  63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000,
  6300, 8000, 10_000, 12_500, 16_000,
];
const LTASS_DB = [
  38.6, 43.5, 54.4, 57.7, 56.8, 60.2, 60.3, 59.0, 62.1, 62.1, 60.5, 56.8, 53.7, 53.0, 52.0, 48.7, 48.1, 46.8,
  45.6, 44.5, 44.3, 43.7, 43.4, 41.3, 40.7,
];
/** The spectrum is of speech at 70 dB SPL. */
const LTASS_TO_65_DB = -5;

/**
 * Level of speech at 65 dB SPL in each band (D. Byrne et al., "An international comparison of long-term average speech
 * spectra", JASA 96(4), 1994, table 2, both sexes). A third octave that an edge cuts is divided in proportion to
 * frequency; third octaves meet at the geometric mean of their centres.
 */
export function speechLevelsDb({ edgesHz }: FittingBands): number[] {
  const sixth = 2 ** (1 / 6);
  const last = LTASS_HZ.length - 1;
  const limits = LTASS_HZ.map((hz, n) => (n === 0 ? hz / sixth : Math.sqrt(hz * LTASS_HZ[n - 1]!)));
  limits.push(LTASS_HZ[last]! * sixth);
  return [...edgesHz, Infinity].map((to, band) => {
    const from = edgesHz[band - 1] ?? 0;
    const power = LTASS_DB.reduce((sum, db, n) => {
      const [low, high] = [limits[n]!, limits[n + 1]!];
      const inside = (Math.min(high, to) - Math.max(low, from)) / (high - low);
      return sum + Math.max(0, inside) * 10 ** (db / 10);
    }, 0);
    return LTASS_TO_65_DB + 10 * Math.log10(power);
  });
}

/** Thresholds of hearing in a free field in dB SPL, i.e. 0 dB HL (ISO 389-7:2005, third octaves), linear in between. */
const MAF_HZ = [
  20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000,
  2500, 3150, 4000, 5000, 6300, 8000, 10_000, 12_500, 16_000,
];
const MAF_DB = [
  78.5, 68.7, 59.5, 51.1, 44.0, 37.5, 31.5, 26.5, 22.1, 17.9, 14.4, 11.4, 8.6, 6.2, 4.4, 3.0, 2.2, 2.4, 3.5,
  1.7, -1.3, -4.2, -6.0, -5.4, -1.5, 6.0, 12.6, 13.9, 12.3, 40.2,
];

/** The threshold of normal hearing in a free field, dB SPL. */
export const hearingThresholdDbSpl = (hz: number): number => interpolate(MAF_HZ, MAF_DB, hz);
