import type { CompressorFitting } from './camfit.ts';
import { OCTAVE_BANDS } from './camfit.ts';
import { Crossover } from './crossover.ts';

export interface CompressorBand {
  readonly attackMs: number;
  readonly releaseMs: number;
  /** In dB of a full-scale sample. */
  readonly thresholdDb: number;
  readonly ratio: number;
  readonly makeUpDb: number;
}

/** The detector's floor; exact silence counts as this. */
const FLOOR_DB = -120;
const ATTACKS_MS = [11, 11, 14, 13, 11, 11];
const RELEASES_MS = [80, 80, 80, 80, 100, 100];
const THRESHOLD_DB = -30;

/** The compressor of the Cadenza challenges' second task: its time constants and threshold with a listener's gains. */
export function cad2Bands({ ratios, gainsDb }: CompressorFitting): CompressorBand[] {
  return OCTAVE_BANDS.frequenciesHz.map((_, n) => ({
    attackMs: ATTACKS_MS[n]!,
    releaseMs: RELEASES_MS[n]!,
    thresholdDb: THRESHOLD_DB,
    ratio: ratios[n]!,
    makeUpDb: gainsDb[n]!,
  }));
}

/**
 * A compressor of several bands for one ear: a `Crossover`, in each band the feed-forward compressor of D. Giannoulis,
 * M. Massberg and J. D. Reiss ("Digital dynamic range compressor design", JAES 60(6), 2012; hard knee, log domain, the
 * reduction smoothed by a branching one-pole filter, no look-ahead), and the sum. Blocks of any length give the same
 * output.
 */
export class MultibandCompressor {
  readonly #crossover: Crossover;
  readonly #bands: readonly BandState[];
  #input = new Float64Array(0);
  #split: Float64Array[] = [];

  /** @param bands one more than `edgesHz` */
  constructor(edgesHz: readonly number[], bands: readonly CompressorBand[], sampleRate: number) {
    if (bands.length !== edgesHz.length + 1) throw new Error('a compressor has one band more than edges');
    this.#crossover = new Crossover(edgesHz, sampleRate);
    this.#bands = bands.map((band) => new BandState(band, sampleRate));
  }

  reset(): void {
    this.#crossover.reset();
    for (const band of this.#bands) band.reductionDb = 0;
  }

  /** Smoothed reduction of each band after the last sample, in dB. */
  get reductionsDb(): number[] {
    return this.#bands.map((band) => band.reductionDb);
  }

  /** Processes the first `frames` samples in place. */
  process(samples: Float32Array | Float64Array, frames = samples.length): void {
    this.#reserve(frames);
    for (let i = 0; i < frames; i += 1) this.#input[i] = samples[i]!;
    this.#crossover.process(this.#input, this.#split, frames);
    for (let n = 0; n < this.#bands.length; n += 1) this.#bands[n]!.process(this.#split[n]!, frames);
    for (let i = 0; i < frames; i += 1) {
      let sum = 0;
      for (let n = 0; n < this.#split.length; n += 1) sum += this.#split[n]![i]!;
      samples[i] = sum;
    }
  }

  #reserve(frames: number): void {
    if (this.#input.length >= frames) return;
    this.#input = new Float64Array(frames);
    this.#split = this.#bands.map(() => new Float64Array(frames));
  }
}

class BandState {
  reductionDb = 0;
  readonly #thresholdDb: number;
  readonly #slope: number;
  readonly #makeUpDb: number;
  readonly #attack: number;
  readonly #release: number;

  constructor({ attackMs, releaseMs, thresholdDb, ratio, makeUpDb }: CompressorBand, sampleRate: number) {
    this.#thresholdDb = thresholdDb;
    this.#slope = 1 - 1 / ratio;
    this.#makeUpDb = makeUpDb;
    this.#attack = Math.exp(-1000 / (attackMs * sampleRate));
    this.#release = Math.exp(-1000 / (releaseMs * sampleRate));
  }

  process(samples: Float64Array, frames: number): void {
    let reduction = this.reductionDb;
    for (let i = 0; i < frames; i += 1) {
      const x = samples[i]!;
      const level = x === 0 ? FLOOR_DB : Math.max(FLOOR_DB, 20 * Math.log10(Math.abs(x)));
      const wanted = level < this.#thresholdDb ? 0 : (level - this.#thresholdDb) * this.#slope;
      const hold = wanted > reduction ? this.#attack : this.#release;
      reduction = hold * reduction + (1 - hold) * wanted;
      samples[i] = x * 10 ** ((this.#makeUpDb - reduction) / 20);
    }
    this.reductionDb = reduction;
  }
}
