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
    this.#samples.forEach((_, n) => {
      this.#samples[n] = (samples[n] ?? 0) * (this.#window[n] ?? 0);
    });
    this.#fft.forward(this.#samples, this.#bins);
    const perHz = this.#samples.length / sampleRate;
    for (let x = 0; x < width; x += 1) {
      const from = hzAt({ width }, x) * perHz;
      const to = hzAt({ width }, x + 1) * perHz;
      const now = 20 * Math.log10(this.#gain * this.#magnitude(from, to) + 1e-12);
      const before = this.#levels[x] ?? FLOOR_DBFS;
      this.#levels[x] = Math.max(FLOOR_DBFS, now, before - FALL_DB_PER_SECOND * seconds);
    }
    return this.#levels;
  }

  /** The greatest magnitude of the bins in `[from, to)`; between two bins, what lies on the line between them. */
  #magnitude(from: number, to: number): number {
    const first = Math.ceil(from);
    if (first >= to) {
      const low = Math.floor(from);
      const share = from - low;
      return (1 - share) * this.#at(low) + share * this.#at(low + 1);
    }
    let highest = 0;
    for (let bin = first; bin < to; bin += 1) highest = Math.max(highest, this.#at(bin));
    return highest;
  }

  #at(bin: number): number {
    return Math.hypot(this.#bins[2 * bin] ?? 0, this.#bins[2 * bin + 1] ?? 0);
  }
}
