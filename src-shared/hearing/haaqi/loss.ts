import { interpolate, levelsAt, type Audiogram } from '../audiogram.ts';
import { NAL_R_FREQUENCIES_HZ } from '../nal-r.ts';

/** Auditory filters of the model. */
export const BANDS = 32;
const LOWEST_HZ = 80;
const HIGHEST_HZ = 8000;
/** Quality and least bandwidth in Hz of an auditory filter (Glasberg and Moore 1990). */
export const EAR_Q = 9.26449;
export const LEAST_BANDWIDTH_HZ = 24.7;

/** Centre frequencies in Hz, equidistant on the scale of equivalent rectangular bandwidths, lowest first. */
export const CENTRES_HZ: readonly number[] = Array.from({ length: BANDS }, (_, n) => {
  const offset = EAR_Q * LEAST_BANDWIDTH_HZ;
  const step = Math.log((LOWEST_HZ + offset) / (HIGHEST_HZ + offset)) / (BANDS - 1);
  return Math.exp((BANDS - 1 - n) * step) * (HIGHEST_HZ + offset) - offset;
});

/** A cochlear loss in one band. */
export interface BandLoss {
  /** Attenuation by the outer hair cells in dB: what the compressive amplifier no longer gives. */
  readonly outerDb: number;
  /** Attenuation by the inner hair cells in dB. */
  readonly innerDb: number;
  /** Bandwidth at low levels, 1 for a healthy filter. */
  readonly bandwidth: number;
  /** The level from which the amplifier compresses, in dB SPL. */
  readonly kneeDb: number;
  readonly ratio: number;
}

/** The output in dB for a level of 100 dB SPL follows from this gain at low levels. */
const KNEE_DB = 30;
const TOP_DB = 100;
const OUTER_SHARE = 0.8;

/**
 * The cochlear parameters of each band (J. M. Kates, "An auditory model for intelligibility and quality predictions",
 * Proceedings of Meetings on Acoustics 19, 2013): 80 % of a loss is of the outer hair cells, up to 1.25 times what the
 * compressive amplifier can lose; the remainder is of the inner hair cells. A healthy ear compresses 1.25:1 in the lowest
 * band to 3.5:1 in the highest.
 */
export function bandLosses(audiogram: Audiogram): BandLoss[] {
  return lossesOf(levelsAt(audiogram, NAL_R_FREQUENCIES_HZ));
}

/** @param levels in dB HL at 250, 500, 1000, 2000, 4000 and 6000 Hz; linear over frequency in between */
export function lossesOf(levels: readonly number[]): BandLoss[] {
  return CENTRES_HZ.map((hz, n) => {
    const loss = Math.max(0, interpolate(NAL_R_FREQUENCIES_HZ, levels, hz));
    const healthyRatio = 1.25 + (2.25 * n) / (BANDS - 1);
    const amplifierDb = 1.25 * 70 * (1 - 1 / healthyRatio);
    const outerDb = OUTER_SHARE * Math.min(loss, amplifierDb);
    const kneeDb = outerDb + KNEE_DB;
    const topOutputDb = 30 + 70 / healthyRatio;
    return {
      outerDb,
      innerDb: loss - outerDb,
      bandwidth: 1 + outerDb / 50 + 2 * (outerDb / 50) ** 6,
      kneeDb,
      ratio: (TOP_DB - kneeDb) / (topOutputDb + outerDb - kneeDb),
    };
  });
}

/** Bandwidths at the highest levels: those of a loss of 100 dB. */
export const WIDEST: readonly number[] = lossesOf(NAL_R_FREQUENCIES_HZ.map(() => 100)).map(
  ({ bandwidth }) => bandwidth,
);
