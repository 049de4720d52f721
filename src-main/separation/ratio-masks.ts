import { RealFft } from '../../src-shared/dsp/fft.ts';
import { hann } from '../../src-shared/dsp/windows.ts';

/** Frames of estimates at the model's rate: frame t is centred on sample t·hop. */
export interface RatioGrid {
  readonly size: number;
  readonly hop: number;
  /** 1: shares of magnitude; 2: shares of power, the Wiener filter of independent sources. */
  readonly power: 1 | 2;
}

/**
 * Masks from estimated waveforms: |S_i|^p / Σ_j |S_j|^p of their spectra under a Hann window. Bins where all
 * estimates are silent go to the last slot, the rest.
 */
export class RatioMasks {
  readonly bins: number;
  readonly #grid: RatioGrid;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #time: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #sums: Float64Array;

  constructor(grid: RatioGrid) {
    this.bins = grid.size / 2 + 1;
    this.#grid = grid;
    this.#fft = new RealFft(grid.size);
    this.#window = hann(grid.size);
    this.#time = new Float64Array(grid.size);
    this.#spectrum = this.#fft.createSpectrum();
    this.#sums = new Float64Array(this.bins);
  }

  /** First sample of a frame's window. */
  windowStart(frame: number): number {
    return frame * this.#grid.hop - this.#grid.size / 2;
  }

  /**
   * @param estimates one array per slot, of any length; samples outside it count as zero
   * @param start where the frame's window starts in the arrays
   * @returns one mask per slot, [bins]
   */
  frame(estimates: readonly Float32Array[], start: number): Float32Array[] {
    this.#sums.fill(0);
    const masks = estimates.map((samples) => this.#strength(samples, start));
    for (const [slot, mask] of masks.entries()) {
      const leftover = slot === masks.length - 1 ? 1 : 0;
      for (let k = 0; k < this.bins; k += 1) {
        const sum = this.#sums[k]!;
        mask[k] = sum > 0 ? mask[k]! / sum : leftover;
      }
    }
    return masks.map((mask) => Float32Array.from(mask));
  }

  /** Adds |S|^p of one estimate to the sums. */
  #strength(samples: Float32Array, start: number): Float64Array {
    for (let n = 0; n < this.#time.length; n += 1) {
      this.#time[n] = (samples[start + n] ?? 0) * this.#window[n]!;
    }
    this.#fft.forward(this.#time, this.#spectrum);
    const out = new Float64Array(this.bins);
    for (let k = 0; k < this.bins; k += 1) {
      const energy = this.#spectrum[2 * k]! ** 2 + this.#spectrum[2 * k + 1]! ** 2;
      out[k] = this.#grid.power === 2 ? energy : Math.sqrt(energy);
      this.#sums[k]! += out[k]!;
    }
    return out;
  }
}
