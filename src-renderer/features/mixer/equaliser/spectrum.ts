import { RealFft } from '../../../../src-shared/dsp/fft.ts';
import { hann } from '../../../../src-shared/dsp/windows.ts';
import { hzAt } from '../frequency-axis.ts';

/** The levels that a spectrum's graph spans, dBFS: a full-scale sine reaches 0. */
export const FLOOR_DBFS = -100;
/** How fast a level falls where the sound has gone. */
const FALL_DB_PER_SECOND = 40;

/** Turns samples into levels for each pixel of a logarithmic frequency axis, which fall slowly. */
export class Spectrum {
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #samples: Float32Array;
  readonly #bins: Float64Array;
  readonly #gain: number;
  #levels = new Float64Array(0);
  /** The place of each pixel's left edge among the bins, and of the last one's right edge. */
  #edges = new Float64Array(0);
  #edgesOf = 0;

  /** @param frames samples that `update` gets, a power of two */
  constructor(frames: number) {
    this.#fft = new RealFft(frames);
    this.#window = hann(frames);
    this.#samples = new Float32Array(frames);
    this.#bins = this.#fft.createSpectrum();
    this.#gain = 2 / this.#window.reduce((sum, value) => sum + value, 0);
  }

  /** @returns a level in dBFS for each of `width` pixels, never below `FLOOR_DBFS`; valid until the next call */
  update(samples: Float32Array, sampleRate: number, width: number, seconds: number): Float64Array {
    if (this.#levels.length !== width) this.#levels = new Float64Array(width).fill(FLOOR_DBFS);
    for (let n = 0; n < this.#samples.length; n += 1) {
      this.#samples[n] = (samples[n] ?? 0) * (this.#window[n] ?? 0);
    }
    this.#fft.forward(this.#samples, this.#bins);
    if (this.#edges.length !== width + 1 || this.#edgesOf !== sampleRate) this.#place(sampleRate, width);
    const fall = FALL_DB_PER_SECOND * seconds;
    for (let x = 0; x < width; x += 1) {
      const magnitude = this.#magnitude(this.#edges[x] ?? 0, this.#edges[x + 1] ?? 0);
      const now = 20 * Math.log10(this.#gain * magnitude + 1e-12);
      const before = this.#levels[x] ?? FLOOR_DBFS;
      this.#levels[x] = Math.max(FLOOR_DBFS, now, before - fall);
    }
    return this.#levels;
  }

  #place(sampleRate: number, width: number): void {
    const perHz = this.#samples.length / sampleRate;
    this.#edges = Float64Array.from({ length: width + 1 }, (_, x) => hzAt({ width }, x) * perHz);
    this.#edgesOf = sampleRate;
  }

  /** The greatest magnitude of the bins in `[from, to)`; between two bins, what lies on the line between them. */
  #magnitude(from: number, to: number): number {
    const first = Math.ceil(from);
    if (first >= to) {
      const low = Math.floor(from);
      const share = from - low;
      return (1 - share) * Math.sqrt(this.#power(low)) + share * Math.sqrt(this.#power(low + 1));
    }
    let highest = 0;
    for (let bin = first; bin < to; bin += 1) highest = Math.max(highest, this.#power(bin));
    return Math.sqrt(highest);
  }

  #power(bin: number): number {
    const re = this.#bins[2 * bin] ?? 0;
    const im = this.#bins[2 * bin + 1] ?? 0;
    return re * re + im * im;
  }
}
