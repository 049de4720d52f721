import type { Image } from './image.ts';
import { FLOOR_VALUE, logMelHop, logMelValue, MELS, MelPowerAnalyser } from './log-mel.ts';
import { SILENCE_RMS } from './metrics.ts';
import { msSsim } from './ms-ssim.ts';
import { nlpd } from './nlpd.ts';

/** Similarity of two log-mel spectrograms. */
export interface PerceptualFigures {
  /** 1 for identical spectrograms; towards 0 for unrelated ones. */
  readonly msSsim: number;
  /** 0 for identical spectrograms; grows with the difference, to about 1 for dissimilar sounds. */
  readonly nlpd: number;
  /** Mean squared difference, in squares of 80 dB. */
  readonly logMelMse: number;
}

export interface PerceptualBlock {
  /** Samples, half-open. */
  readonly from: number;
  readonly to: number;
  /** Null if the reference is silent. */
  readonly figures: PerceptualFigures | null;
}

export interface PerceptualMetrics {
  /** Figures of the whole stem; null if the reference is silent throughout. */
  readonly figures: PerceptualFigures | null;
  readonly blocks: readonly PerceptualBlock[];
}

/** The number of log-mel frames needed for four scales of MS-SSIM, 2.04 s. */
const LEAST_FRAMES = 88;

/**
 * MS-SSIM, NLPD and mean squared error between the log-mel spectrograms of a stem and its estimate, in constant
 * memory.
 *
 * Both are normalised to the reference's level, so that a wrong gain counts as an error. The figures are defined over
 * consecutive blocks of `blockSeconds`; those of the stem are the mean weighted by duration. A remainder shorter than
 * 2 s joins the preceding block; a stem shorter than that is one block. Blocks in which no cell of the reference is
 * above the floor, 70 dB below the stem's RMS, have no figures. Channels are averaged in power, so leakage between
 * channels is not measured. At rates that are not multiples of 22050 Hz the bins lie elsewhere, which changes figures
 * by up to 3 %. `models/training/measure/perceptual.py` computes the same figures.
 */
export class PerceptualMeter {
  readonly #reference: MelPowerAnalyser;
  readonly #estimate: MelPowerAnalyser;
  readonly #meanSquare: number;
  readonly #silent: boolean;
  readonly #hop: number;
  readonly #blockFrames: number;
  readonly #pending: { readonly reference: Float64Array[]; readonly estimate: Float64Array[] };
  readonly #blocks: {
    readonly start: number;
    readonly frames: number;
    readonly figures: PerceptualFigures | null;
  }[];
  #start = 0;
  #samples = 0;

  /** @param options.referenceRms over all samples and channels of the whole reference; silent below -100 dBFS */
  constructor(options: {
    readonly sampleRate: number;
    readonly channels: number;
    readonly referenceRms: number;
    /** At least 2.1. The project's published figures use 10 s; shorter blocks give a finer time resolution. */
    readonly blockSeconds?: number;
  }) {
    const { sampleRate, channels, referenceRms, blockSeconds = 10 } = options;
    this.#reference = new MelPowerAnalyser(sampleRate, channels);
    this.#estimate = new MelPowerAnalyser(sampleRate, channels);
    this.#meanSquare = referenceRms ** 2;
    this.#silent = referenceRms < SILENCE_RMS;
    this.#hop = logMelHop(sampleRate);
    this.#blockFrames = Math.round((blockSeconds * sampleRate) / this.#hop);
    if (!(this.#blockFrames >= LEAST_FRAMES)) throw new Error(`${blockSeconds} s is no block`);
    this.#pending = { reference: [], estimate: [] };
    this.#blocks = [];
  }

  /** Planar blocks of equal length. */
  push(reference: readonly Float32Array[], estimate: readonly Float32Array[]): void {
    const length = reference[0]?.length ?? 0;
    if (
      reference.length !== estimate.length ||
      [...reference, ...estimate].some((c) => c.length !== length)
    ) {
      throw new Error('reference and estimate must have the same channels and lengths');
    }
    this.#samples += length;
    if (this.#silent) return;
    this.#pending.reference.push(...this.#reference.push(reference));
    this.#pending.estimate.push(...this.#estimate.push(estimate));
    while (this.#pending.reference.length >= this.#blockFrames + LEAST_FRAMES) this.#take(this.#blockFrames);
  }

  /** Ends the signals and returns the metrics. */
  result(): PerceptualMetrics {
    if (!this.#silent && this.#samples > 0) {
      this.#pending.reference.push(...this.#reference.finish());
      this.#pending.estimate.push(...this.#estimate.finish());
      while (this.#pending.reference.length >= this.#blockFrames + LEAST_FRAMES)
        this.#take(this.#blockFrames);
      this.#take(this.#pending.reference.length);
    }
    const heard = this.#blocks.flatMap(({ frames, figures }) =>
      figures === null ? [] : [{ frames, figures }],
    );
    const total = heard.reduce((sum, { frames }) => sum + frames, 0);
    const mean = (of: (figures: PerceptualFigures) => number): number =>
      heard.reduce((sum, { frames, figures }) => sum + frames * of(figures), 0) / total;
    return {
      figures:
        total === 0
          ? null
          : { msSsim: mean((f) => f.msSsim), nlpd: mean((f) => f.nlpd), logMelMse: mean((f) => f.logMelMse) },
      blocks: this.#blocks.map(({ start, figures }, index) => ({
        from: Math.round(start * this.#hop),
        to:
          index + 1 < this.#blocks.length
            ? Math.round(this.#blocks[index + 1]!.start * this.#hop)
            : this.#samples,
        figures,
      })),
    };
  }

  #take(frames: number): void {
    const reference = this.#image(this.#pending.reference.splice(0, frames));
    const estimate = this.#image(this.#pending.estimate.splice(0, frames));
    const figures = reference.data.every((value) => value <= FLOOR_VALUE)
      ? null
      : {
          msSsim: msSsim(reference, estimate),
          nlpd: nlpd(reference, estimate),
          logMelMse: meanSquaredError(reference, estimate),
        };
    this.#blocks.push({ start: this.#start, frames, figures });
    this.#start += frames;
  }

  #image(powers: readonly Float64Array[]): Image {
    const data = new Float64Array(powers.length * MELS);
    powers.forEach((mels, frame) => {
      data.set(
        mels.map((power) => logMelValue(power, this.#meanSquare)),
        frame * MELS,
      );
    });
    return { frames: powers.length, mels: MELS, data };
  }
}

function meanSquaredError(a: Image, b: Image): number {
  return a.data.reduce((sum, value, at) => sum + (value - b.data[at]!) ** 2, 0) / a.data.length;
}
