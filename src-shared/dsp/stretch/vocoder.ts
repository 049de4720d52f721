import { RealFft } from '../fft.ts';

/** Windows overlap four times. */
const OVERLAP = 4;
/** The sum of overlapping squared Hann windows at that overlap. */
const WINDOW_SUM = 1.5;

/**
 * A phase vocoder with identity phase locking (J. Laroche and M. Dolson, "Improved phase vocoder time-scale modification
 * of audio", IEEE Trans. Speech Audio Proc. 7(3), 1999): each spectral peak keeps its frequency from frame to frame, and
 * the bins around it turn with it. Both sides turn alike, so that the stereo image stays.
 */
export class Vocoder {
  readonly size: number;
  /** Frames of output for each call of `process`. */
  readonly hop: number;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #windowed: Float64Array;
  readonly #spectra: readonly [Float64Array, Float64Array];
  readonly #power: Float64Array;
  readonly #phase: Float64Array;
  /** Phases of the frame before, as they came and as they left. */
  readonly #phaseBefore: Float64Array;
  readonly #turnedBefore: Float64Array;
  /** By how much each bin is turned. */
  readonly #turn: Float64Array;
  #first = true;

  /** @param size frames of a window, a power of two */
  constructor(size: number) {
    this.size = size;
    this.hop = size / OVERLAP;
    this.#fft = new RealFft(size);
    const { bins } = this.#fft;
    this.#window = Float64Array.from(
      { length: size },
      (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size),
    );
    this.#windowed = new Float64Array(size);
    this.#spectra = [this.#fft.createSpectrum(), this.#fft.createSpectrum()];
    this.#power = new Float64Array(bins);
    this.#phase = new Float64Array(bins);
    this.#phaseBefore = new Float64Array(bins);
    this.#turnedBefore = new Float64Array(bins);
    this.#turn = new Float64Array(bins);
  }

  reset(): void {
    this.#first = true;
  }

  /**
   * Replaces a window of both sides by the windowed frame to be added `hop` frames after the one before.
   * @param advance frames of input between the starts of the window before and of this one
   */
  process(left: Float64Array, right: Float64Array, advance: number): void {
    this.#transform(left, this.#spectra[0]);
    this.#transform(right, this.#spectra[1]);
    this.#measure();
    if (this.#first) this.#turn.fill(0);
    else this.#lockToPeaks(advance);
    this.#first = false;
    for (let bin = 0; bin < this.#phase.length; bin += 1) {
      this.#phaseBefore[bin] = this.#phase[bin]!;
      this.#turnedBefore[bin] = this.#phase[bin]! + this.#turn[bin]!;
    }
    this.#synthesise(this.#spectra[0], left);
    this.#synthesise(this.#spectra[1], right);
  }

  #transform(samples: Float64Array, spectrum: Float64Array): void {
    for (let n = 0; n < this.size; n += 1) this.#windowed[n] = this.#window[n]! * samples[n]!;
    this.#fft.forward(this.#windowed, spectrum);
  }

  /** Power and phase of the sum of both sides. */
  #measure(): void {
    const [left, right] = this.#spectra;
    for (let bin = 0; bin < this.#power.length; bin += 1) {
      const re = left[2 * bin]! + right[2 * bin]!;
      const im = left[2 * bin + 1]! + right[2 * bin + 1]!;
      this.#power[bin] = re * re + im * im;
      this.#phase[bin] = Math.atan2(im, re);
    }
  }

  #lockToPeaks(advance: number): void {
    const power = this.#power;
    const last = power.length - 1;
    let peak = -1;
    let from = 0;
    for (let bin = 0; bin <= last; bin += 1) {
      const x = power[bin]!;
      const isPeak =
        x > (power[bin - 1] ?? -1) &&
        x >= (power[bin + 1] ?? -1) &&
        x > (power[bin - 2] ?? -1) &&
        x >= (power[bin + 2] ?? -1);
      if (!isPeak) continue;
      if (peak >= 0) {
        const middle = (peak + bin + 1) >> 1;
        this.#turnBins(from, middle, peak, advance);
        from = middle;
      }
      peak = bin;
    }
    this.#turnBins(from, last + 1, Math.max(0, peak), advance);
  }

  /** Turns the bins of `[from, to)` as their peak needs it. */
  #turnBins(from: number, to: number, peak: number, advance: number): void {
    const centre = (2 * Math.PI * peak) / this.size;
    const phase = this.#phase[peak]!;
    const off = wrapped(phase - this.#phaseBefore[peak]! - centre * advance);
    const frequency = centre + off / advance;
    const turn = wrapped(this.#turnedBefore[peak]! + frequency * this.hop - phase);
    this.#turn.fill(turn, from, to);
  }

  #synthesise(spectrum: Float64Array, out: Float64Array): void {
    for (let bin = 0; bin < this.#turn.length; bin += 1) {
      const cos = Math.cos(this.#turn[bin]!);
      const sin = Math.sin(this.#turn[bin]!);
      const re = spectrum[2 * bin]!;
      const im = spectrum[2 * bin + 1]!;
      spectrum[2 * bin] = re * cos - im * sin;
      spectrum[2 * bin + 1] = re * sin + im * cos;
    }
    this.#fft.inverse(spectrum, out);
    for (let n = 0; n < this.size; n += 1) out[n]! *= this.#window[n]! / WINDOW_SUM;
  }
}

/** The same angle in [-π, π]. */
const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
