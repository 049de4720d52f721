import type { Audiogram } from '../audiogram.ts';
import { cepstralCorrelation } from './cepstrum.ts';
import { both, EarModel, type Pair } from './ear.ts';
import { BANDS } from './loss.ts';
import { MotionComparer, synchronousCovariance, type MotionCovariance } from './motion.ts';
import { align, amplified, middleEar, MODEL_RATE, rms, toModelRate } from './prepare.ts';
import { segmentMeans, segmentsOf } from './segments.ts';
import { spectrumDifference } from './spectrum.ts';

export interface HaaqiRequest {
  /** Mono signals at `sampleRate`. */
  readonly reference: Float64Array;
  readonly processed: Float64Array;
  readonly sampleRate: number;
  readonly audiogram: Audiogram;
  /** Whether the reference is amplified by NAL-R; not where it already is amplified for the listener. */
  readonly amplifyReference: boolean;
  /** dB SPL of a signal of RMS 1; see `levelOfOne`. */
  readonly levelOfOne: number;
}

export interface Haaqi {
  /** 0 to 1. */
  readonly score: number;
  readonly nonlinear: number;
  readonly linear: number;
  /** Fast modulations of the spectrum's shape, fine structure, loudness and shape of the mean spectrum; each 0 to 1. */
  readonly cepstrum: number;
  readonly motion: number;
  readonly loudness: number;
  readonly spectrum: number;
}

/** `levelOfOne` for a reference that sounds at `levelDbSpl`. The Cadenza challenges take 65 dB SPL. */
export function levelOfOne(reference: Float64Array, levelDbSpl = 65): number {
  return levelDbSpl - 20 * Math.log10(rms(reference));
}

const ENVELOPE_SAMPLES = 0.008 * MODEL_RATE;

/**
 * The Hearing-Aid Audio Quality Index, version 1 (J. M. Kates and K. H. Arehart, "The Hearing-Aid Audio Quality Index
 * (HAAQI)", IEEE/ACM TASLP 24(2), 2016): how good music sounds to a listener with a hearing loss, 0 to 1, compared with a
 * clean reference. Deterministic: the model's internal noise is left out (see `EarModel`).
 *
 * A signal of zero length scores 0 against a reference and an empty pair 1.
 */
export function haaqi(request: HaaqiRequest): Haaqi {
  if (request.reference.length === 0) return request.processed.length === 0 ? whole(1) : whole(0);
  const prepared = align(
    toModelRate(request.reference, request.sampleRate),
    toModelRate(request.processed, request.sampleRate),
  );
  const reference = request.amplifyReference
    ? amplified(prepared.reference, request.audiogram)
    : prepared.reference;
  const signals = { reference: middleEar(reference), processed: middleEar(prepared.processed) };
  return scoreOf(new EarModel(signals, request.audiogram, request.levelOfOne), reference.length);
}

function scoreOf(ear: EarModel, samples: number): Haaqi {
  const envelopeSegments = segmentsOf(samples, ENVELOPE_SAMPLES);
  const comparer = new MotionComparer(samples);
  const smoothed: Pair<Float64Array[]> = { reference: [], processed: [] };
  const levels: Pair<number[]> = { reference: [], processed: [] };
  const motions: MotionCovariance[] = [];
  for (const { signals, averageDb } of ear.bands()) {
    both(signals, ({ envelope }, which) => smoothed[which].push(segmentMeans(envelope, envelopeSegments)));
    both(averageDb, (level, which) => levels[which].push(level));
    motions.push(comparer.compare(both(signals, ({ motion }) => motion)));
  }
  if (motions.length !== BANDS) throw new Error('the model of the ear gives every band');
  const difference = spectrumDifference(levels);
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return combined({
    cepstrum: cepstralCorrelation(smoothed).fast,
    motion: synchronousCovariance(motions),
    loudness: clamp(1 - difference.loudness / 2.5),
    spectrum: clamp(1 - difference.normalised / 25),
  });
}

/** The regressions of Kates and Arehart 2016, section IV. */
function combined(parts: Pick<Haaqi, 'cepstrum' | 'motion' | 'loudness' | 'spectrum'>): Haaqi {
  const nonlinear = 0.754 * parts.cepstrum ** 3 + 0.246 * parts.motion;
  const linear = 0.329 * parts.loudness + 0.671 * parts.spectrum;
  const score = 0.336 * nonlinear + 0.001 * linear + 0.501 * nonlinear ** 2 + 0.161 * linear ** 2;
  return { score, nonlinear, linear, ...parts };
}

function whole(value: number): Haaqi {
  return {
    score: value,
    nonlinear: value,
    linear: value,
    cepstrum: value,
    motion: value,
    loudness: value,
    spectrum: value,
  };
}
