import type { Audiogram } from '../audiogram.ts';
import { advanced, crossCorrelate } from '../../dsp/correlate.ts';
import { GammatoneBand, groupDelay, type Filtered } from './gammatone.ts';
import { adapt, averageSensationLevel, bandwidthAt, compress, toSensationLevel } from './hair-cells.ts';
import { BANDS, bandLosses, WIDEST, type BandLoss } from './loss.ts';
import { MODEL_RATE, rms } from './prepare.ts';

export interface Pair<T> {
  readonly reference: T;
  readonly processed: T;
}

/** One band of both signals after the model of the ear. */
export interface HeardBand {
  /** Envelopes in dB above threshold and motion of the basilar membrane. */
  readonly signals: Pair<Filtered>;
  /** Mean levels in dB above threshold. */
  readonly averageDb: Pair<number>;
}

/** Bands correlate within this many samples either way: 100 ms. */
const MAX_LAG = 0.1 * MODEL_RATE;

/**
 * The model of the ear (J. M. Kates and K. H. Arehart, "The Hearing-Aid Audio Quality Index (HAAQI)", IEEE/ACM TASLP
 * 24(2), 2016, and the papers that it builds on) over both signals after the middle ear. Bands are made one at a time,
 * since all of them together take much memory. Internal noise is left out: it makes scores depend on chance, and it
 * moves them only where a band of the processed signal is exactly silent.
 */
export class EarModel {
  readonly bandwidths: readonly Pair<number>[];
  readonly #signals: Pair<Float64Array>;
  readonly #losses: readonly BandLoss[];
  readonly #controlRms: readonly Pair<number>[];
  readonly #levelOfOne: number;
  /** Samples by which each band is delayed, so that all are as late as the lowest. */
  readonly delays: readonly number[];

  constructor(signals: Pair<Float64Array>, audiogram: Audiogram, levelOfOne: number) {
    this.#signals = signals;
    this.#levelOfOne = levelOfOne;
    this.#losses = bandLosses(audiogram);
    const samples = signals.reference.length;
    this.#controlRms = this.#losses.map((_, band) => {
      const filter = new GammatoneBand(band, samples);
      return both(signals, (signal) => rms(filter.envelope(signal, WIDEST[band]!)));
    });
    this.bandwidths = this.#losses.map(({ bandwidth }, band) =>
      both(this.#controlRms[band]!, (level) => bandwidthAt(bandwidth, WIDEST[band]!, level, levelOfOne)),
    );
    const late = this.bandwidths.map(({ reference }, band) => groupDelay(band, reference));
    const latest = Math.max(...late);
    this.delays = late.map((delay) => latest - delay);
  }

  band(band: number): HeardBand {
    const loss = this.#losses[band]!;
    const level = this.#levelOfOne;
    const filter = new GammatoneBand(band, this.#signals.reference.length);
    const averageDb: Record<keyof Pair<number>, number> = { reference: 0, processed: 0 };
    const heard = both(this.#signals, (signal, which) => {
      const control = filter.envelope(signal, WIDEST[band]!);
      const filtered = filter.filter(signal, this.bandwidths[band]![which]);
      averageDb[which] = averageSensationLevel(
        rms(filtered.envelope),
        this.#controlRms[band]![which],
        loss,
        level,
      );
      compress(filtered, control, loss, level);
      return filtered;
    });
    const aligned: Pair<Filtered> = {
      reference: heard.reference,
      processed: {
        envelope: alignedTo(heard.reference.envelope, heard.processed.envelope),
        motion: alignedTo(heard.reference.motion, heard.processed.motion),
      },
    };
    const signals = both(aligned, (filtered) => {
      toSensationLevel(filtered, loss.innerDb, level);
      adapt(filtered);
      const later = -this.delays[band]!;
      return { envelope: advanced(filtered.envelope, later), motion: advanced(filtered.motion, later) };
    });
    return { signals, averageDb };
  }

  *bands(): Generator<HeardBand> {
    for (let band = 0; band < BANDS; band += 1) yield this.band(band);
  }
}

export function both<T, U>(pair: Pair<T>, of: (value: T, which: keyof Pair<T>) => U): Pair<U> {
  return { reference: of(pair.reference, 'reference'), processed: of(pair.processed, 'processed') };
}

/** By how many samples `processed` is late, within 100 ms. */
export function delayOf(reference: Float64Array, processed: Float64Array): number {
  const lag = Math.min(MAX_LAG, reference.length - 1);
  const correlation = crossCorrelate(reference, processed, lag);
  let peak = 0;
  for (let k = 1; k < correlation.length; k += 1) if (correlation[k]! > correlation[peak]!) peak = k;
  return lag - peak;
}

function alignedTo(reference: Float64Array, processed: Float64Array): Float64Array {
  return advanced(processed, delayOf(reference, processed));
}
