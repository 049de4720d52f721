import { StemMetricsMeter } from '../../src-shared/dsp/metrics.ts';
import { PerceptualMeter } from '../../src-shared/dsp/perceptual.ts';
import type { Figures, Measured, StemQuality } from '../../src-shared/contract/quality.ts';
import { figuresOf } from './figures.ts';

/** The signals that are measured against a reference, planar. */
export type Signals = Readonly<Record<keyof Measured, readonly Float32Array[]>>;

interface MeterOptions {
  readonly channels: number;
  readonly sampleRate: number;
  readonly referenceRms: number;
  readonly windowFrames: number;
}

/** All figures of one stem against its reference, overall and per window. */
export class ReferenceMeter {
  readonly #channels: number;
  readonly #whole: Readonly<Record<keyof Signals, { exact: StemMetricsMeter; perceptual: PerceptualMeter }>>;
  readonly #overTime: PerceptualMeter;
  readonly #windows: { from: number; frames: number; figures: Record<keyof Signals, Figures> }[] = [];

  constructor({ channels, sampleRate, referenceRms, windowFrames }: MeterOptions) {
    const perceptual = { channels, sampleRate, referenceRms };
    this.#channels = channels;
    this.#whole = each(() => ({
      exact: new StemMetricsMeter(channels, false),
      perceptual: new PerceptualMeter(perceptual),
    }));
    this.#overTime = new PerceptualMeter({ ...perceptual, blockSeconds: windowFrames / sampleRate });
  }

  /** Adds one window; all signals must have the same length. */
  push(reference: readonly Float32Array[], signals: Signals): void {
    const figures = each((signal) => {
      const { exact, perceptual } = this.#whole[signal];
      exact.push(reference, signals[signal], null);
      perceptual.push(reference, signals[signal]);
      const here = new StemMetricsMeter(this.#channels, false);
      here.push(reference, signals[signal], null);
      return figuresOf(here.result(), null);
    });
    this.#overTime.push(reference, signals.stem);
    const last = this.#windows.at(-1);
    this.#windows.push({
      from: last === undefined ? 0 : last.from + last.frames,
      frames: reference[0]?.length ?? 0,
      figures,
    });
  }

  result(file: string): NonNullable<StemQuality['measured']> {
    const { blocks } = this.#overTime.result();
    const silent = this.#whole.stem.exact.result().silent;
    return {
      file,
      silent,
      whole: each((signal) => {
        const { exact, perceptual } = this.#whole[signal];
        return figuresOf(exact.result(), perceptual.result().figures);
      }),
      windows: this.#windows.map(({ from, frames, figures }) => {
        const centre = from + frames / 2;
        const block = blocks.find((candidate) => candidate.from <= centre && centre < candidate.to);
        const { nlpd = null, msSsim = null } = block?.figures ?? {};
        return { ...figures, stem: { ...figures.stem, nlpd, msSsim } };
      }),
    };
  }
}

function each<T>(of: (signal: keyof Signals) => T): Record<keyof Signals, T> {
  return { stem: of('stem'), mixture: of('mixture'), ideal: of('ideal') };
}
