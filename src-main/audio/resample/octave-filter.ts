import { RealFft, nextPowerOfTwo } from '../../../src-shared/dsp/fft.ts';
import { kaiser, sinc } from './kaiser.ts';

/** A low-pass filter of a signal at one of two rates that are an octave apart. Frequencies in units of the higher rate. */
export interface LowPass {
  /** Flat up to here. */
  readonly pass: number;
  /** 145 dB down from here on. */
  readonly stop: number;
}

const STOP_DB = 145;
/** Kaiser 1974: the window's parameter and the filter's length for a stop band. */
const BETA = 0.1102 * (STOP_DB - 8.7);
const lengthFor = (transition: number): number => (STOP_DB - 8) / (2.285 * 2 * Math.PI * transition);

/**
 * The filter as a linear-phase FIR of `2 · reach + 1` taps, applied by overlap-save in the frequency domain (Oppenheim
 * and Schafer, Discrete-Time Signal Processing): a block of the lower rate has `block` samples and `margin` samples on
 * either side. Inserting zeros between samples repeats the spectrum, and dropping every second sample folds it, so one
 * transform at each rate does both.
 */
export class OctaveFilter {
  /** Samples of the lower rate in a block. */
  readonly block: number;
  /** Samples of the lower rate on either side of a block that it depends on. */
  readonly margin: number;
  readonly #low: RealFft;
  readonly #high: RealFft;
  /** The filter's real spectrum at the bins of the higher rate. */
  readonly #gains: Float64Array;
  readonly #lowSpectrum: Float64Array;
  readonly #highSpectrum: Float64Array;
  readonly #lowSignal: Float64Array;
  readonly #highSignal: Float64Array;

  constructor({ pass, stop }: LowPass) {
    const reach = Math.ceil(lengthFor(stop - pass) / 2);
    this.margin = Math.ceil(reach / 2);
    const size = nextPowerOfTwo(16 * this.margin);
    this.block = size / 2 - 2 * this.margin;
    this.#high = new RealFft(size);
    this.#low = new RealFft(size / 2);
    this.#highSpectrum = this.#high.createSpectrum();
    this.#lowSpectrum = this.#low.createSpectrum();
    this.#highSignal = new Float64Array(size);
    this.#lowSignal = new Float64Array(size / 2);
    this.#gains = gainsOf(this.#high, reach, pass + stop);
  }

  /**
   * @param input `block + 2 · margin` samples of the lower rate
   * @returns `2 · block` samples of the higher rate: those of the block, without its margins
   */
  double(input: Float32Array): Float32Array {
    this.#lowSignal.set(input);
    this.#low.forward(this.#lowSignal, this.#lowSpectrum);
    const from = this.#lowSpectrum;
    const to = this.#highSpectrum;
    const bins = this.#low.size;
    for (let k = 0; k <= bins; k += 1) {
      // Above the lower Nyquist frequency lies the image, mirrored. A sample between zeros counts twice.
      const mirrored = k > bins / 2;
      const source = mirrored ? bins - k : k;
      const gain = 2 * (this.#gains[k] as number);
      to[2 * k] = gain * (from[2 * source] as number);
      to[2 * k + 1] = (mirrored ? -gain : gain) * (from[2 * source + 1] as number);
    }
    this.#high.inverse(to, this.#highSignal);
    return Float32Array.from(this.#highSignal.subarray(2 * this.margin, 2 * (this.margin + this.block)));
  }

  /**
   * @param input `2 · (block + 2 · margin)` samples of the higher rate
   * @returns `block` samples of the lower rate
   */
  halve(input: Float32Array): Float32Array {
    this.#highSignal.set(input);
    this.#high.forward(this.#highSignal, this.#highSpectrum);
    const from = this.#highSpectrum;
    const to = this.#lowSpectrum;
    const bins = this.#low.size;
    for (let k = 0; k <= bins / 2; k += 1) {
      const image = bins - k;
      const gain = (this.#gains[k] as number) / 2;
      const imageGain = (this.#gains[image] as number) / 2;
      to[2 * k] = gain * (from[2 * k] as number) + imageGain * (from[2 * image] as number);
      to[2 * k + 1] = gain * (from[2 * k + 1] as number) - imageGain * (from[2 * image + 1] as number);
    }
    this.#low.inverse(to, this.#lowSignal);
    return Float32Array.from(this.#lowSignal.subarray(this.margin, this.margin + this.block));
  }
}

/** @param cutoff in units of the Nyquist frequency */
function gainsOf(fft: RealFft, reach: number, cutoff: number): Float64Array {
  const taps = new Float64Array(fft.size);
  let sum = 0;
  for (let n = -reach; n <= reach; n += 1) {
    const tap = sinc(cutoff * n) * kaiser(n / (reach + 1), BETA);
    taps[(n + fft.size) % fft.size] = tap;
    sum += tap;
  }
  const spectrum = fft.createSpectrum();
  fft.forward(taps, spectrum);
  return Float64Array.from({ length: fft.bins }, (_, k) => (spectrum[2 * k] as number) / sum);
}
