import { nextPowerOfTwo, RealFft } from './fft.ts';
import { hann } from './windows.ts';

/**
 * The positions and the window of the frames. Frame t (0, 1, …) covers the samples `[centre(t) -
 * floor(windowLength/2), … + windowLength)`; samples outside the signal count as zero, as in `torch.stft(center=True,
 * pad_mode="constant")`. Frame starts increase strictly.
 */
export interface Framing {
  readonly windowLength: number;
  /** At least the window's length; the frame is zero-padded to it. */
  readonly fftSize: number;
  /** Applied before the transform and again before overlap-add. */
  readonly window: Float64Array;
  /** Sample of the frame's centre. */
  readonly centre: (frame: number) => number;
}

/**
 * Frames centred at `round(frame·hop)`: the hop may be fractional, for example when a model's hop is scaled to
 * another sample rate, and the window may have any length. The default window is Hann.
 */
export function framingOf(options: {
  readonly windowLength: number;
  readonly hop: number;
  readonly fftSize?: number;
  readonly window?: Float64Array;
}): Framing {
  const { windowLength, hop, fftSize = nextPowerOfTwo(windowLength), window = hann(windowLength) } = options;
  if (!Number.isInteger(windowLength) || windowLength < 2 || window.length !== windowLength) {
    throw new Error(`a window of ${window.length} does not fit a frame of ${windowLength}`);
  }
  if (!(hop >= 1)) throw new Error(`a hop must be at least one sample, not ${hop}`);
  if (fftSize < windowLength) throw new Error(`an FFT of ${fftSize} does not hold ${windowLength} samples`);
  return { windowLength, fftSize, window, centre: (frame) => Math.round(frame * hop) };
}

export function frameStart(framing: Framing, frame: number): number {
  return framing.centre(frame) - Math.floor(framing.windowLength / 2);
}

/** The number of frames that overlap `[0, samples)`; reconstruction without edge artefacts needs all of them. */
export function frameCount(framing: Framing, samples: number): number {
  return firstFrameFrom(framing, (frame) => frameStart(framing, frame) >= samples);
}

/**
 * The first frame that extends to `position` or beyond: where analysis and synthesis start for a reconstruction from
 * there.
 */
export function firstFrameTouching(framing: Framing, position: number): number {
  return firstFrameFrom(framing, (frame) => frameStart(framing, frame) + framing.windowLength > position);
}

/** The smallest frame that satisfies a monotonic predicate. */
function firstFrameFrom(framing: Framing, reached: (frame: number) => boolean): number {
  let high = 1;
  while (!reached(high)) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Called for each frame in order; `spectrum` (interleaved re, im of bins 0 … fftSize/2) is valid during the call
 * only.
 */
export type OnFrame = (frame: number, spectrum: Float64Array) => void;

/** Computes the frames of one channel from blocks of any length; buffers one window and one block. */
export class StftAnalyser {
  readonly #framing: Framing;
  readonly #fft: RealFft;
  readonly #spectrum: Float64Array;
  readonly #time: Float64Array;
  #pending: Float64Array;
  /** Sample of `#pending[0]`. */
  #pendingStart: number;
  #pendingLength = 0;
  #frame: number;
  #end: number;
  #finished = false;

  /** @param position the sample at which the first block starts; earlier samples count as zero */
  constructor(framing: Framing, position = 0) {
    this.#framing = framing;
    this.#fft = new RealFft(framing.fftSize);
    this.#spectrum = this.#fft.createSpectrum();
    this.#time = new Float64Array(framing.fftSize);
    this.#frame = firstFrameTouching(framing, position);
    this.#pendingStart = Math.min(position, frameStart(framing, this.#frame));
    this.#pending = new Float64Array(2 * framing.windowLength);
    this.#pendingLength = position - this.#pendingStart;
    this.#end = position;
  }

  /** The index of the next frame. */
  get nextFrame(): number {
    return this.#frame;
  }

  push(block: Float32Array | Float64Array, onFrame: OnFrame): void {
    if (this.#finished) throw new Error('the analyser was finished');
    this.#append(block);
    this.#end += block.length;
    while (frameStart(this.#framing, this.#frame) + this.#framing.windowLength <= this.#end) {
      this.#emit(onFrame);
    }
  }

  /** Emits the frames that extend past the end. */
  finish(onFrame: OnFrame): void {
    this.#finished = true;
    while (frameStart(this.#framing, this.#frame) < this.#end) {
      const reach = frameStart(this.#framing, this.#frame) + this.#framing.windowLength;
      const missing = reach - (this.#pendingStart + this.#pendingLength);
      if (missing > 0) this.#append(new Float64Array(missing));
      this.#emit(onFrame);
    }
  }

  #append(block: Float32Array | Float64Array): void {
    const start = Math.min(frameStart(this.#framing, this.#frame), this.#pendingStart + this.#pendingLength);
    const stale = Math.max(0, start - this.#pendingStart);
    this.#pending.copyWithin(0, stale, this.#pendingLength);
    this.#pendingStart += stale;
    this.#pendingLength -= stale;
    const needed = this.#pendingLength + block.length;
    if (needed > this.#pending.length) {
      const grown = new Float64Array(nextPowerOfTwo(needed));
      grown.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = grown;
    }
    this.#pending.set(block, this.#pendingLength);
    this.#pendingLength = needed;
  }

  #emit(onFrame: OnFrame): void {
    const { window, windowLength } = this.#framing;
    const from = frameStart(this.#framing, this.#frame) - this.#pendingStart;
    const [time, pending] = [this.#time, this.#pending];
    for (let n = 0; n < windowLength; n += 1) time[n] = pending[from + n]! * window[n]!;
    this.#fft.forward(time, this.#spectrum);
    onFrame(this.#frame, this.#spectrum);
    this.#frame += 1;
  }
}

/** Below this sum of squared windows, the division would amplify the residue of a mask too much. */
export const LEAST_WEIGHT = 1e-4;

/**
 * Reconstructs one channel from its frames by weighted overlap-add: Σ w·y / Σ w² (Griffin and Lim 1984). Unchanged
 * spectra reproduce the signal for any window, length and spacing without gaps.
 */
export class StftSynthesiser {
  readonly #framing: Framing;
  readonly #fft: RealFft;
  readonly #time: Float64Array;
  readonly #sum: Float64Array;
  readonly #weight: Float64Array;
  readonly #out: Float64Array;
  readonly #end: number;
  #frame: number;
  #position: number;
  /** Sample of `#sum[0]`. */
  #start: number;

  /**
   * @param end the signal's length
   * @param position the first sample to return; frames start at `firstFrameTouching(framing, position)`
   */
  constructor(framing: Framing, end: number, position = 0) {
    this.#framing = framing;
    this.#fft = new RealFft(framing.fftSize);
    this.#time = new Float64Array(framing.fftSize);
    this.#sum = new Float64Array(framing.windowLength);
    this.#weight = new Float64Array(framing.windowLength);
    this.#out = new Float64Array(framing.windowLength);
    this.#frame = firstFrameTouching(framing, position);
    this.#start = frameStart(framing, this.#frame);
    this.#position = position;
    this.#end = end;
  }

  /** The sample that the next returned block starts with. */
  get position(): number {
    return this.#position;
  }

  /** Adds the next frame; returns the samples that no later frame affects, possibly none, valid until the next call. */
  push(frame: number, spectrum: Float64Array): Float64Array {
    if (frame !== this.#frame) throw new Error(`frame ${frame} came where ${this.#frame} was due`);
    const { window, windowLength } = this.#framing;
    const [time, sum, weight] = [this.#time, this.#sum, this.#weight];
    this.#fft.inverse(spectrum, time);
    for (let n = 0; n < windowLength; n += 1) {
      const w = window[n]!;
      sum[n]! += w * time[n]!;
      weight[n]! += w * w;
    }
    this.#frame += 1;
    return this.#take(frameStart(this.#framing, this.#frame));
  }

  /** Returns the remaining samples up to the end, valid until the next call; the frames pushed must cover it. */
  finish(): Float64Array {
    if (frameStart(this.#framing, this.#frame) < this.#end) {
      throw new Error(`frame ${this.#frame} is missing before the end at ${this.#end}`);
    }
    return this.#take(this.#end);
  }

  /** Returns the samples before `until` and advances the sums to it. */
  #take(until: number): Float64Array {
    const to = Math.min(until, this.#end);
    const out = this.#out.subarray(0, Math.max(0, to - this.#position));
    const [sum, weights] = [this.#sum, this.#weight];
    const offset = this.#position - this.#start;
    for (let n = 0; n < out.length; n += 1) {
      const weight = weights[offset + n] ?? 0;
      if (!(weight > LEAST_WEIGHT)) throw new Error(`no frame covers sample ${this.#position + n}`);
      out[n] = sum[offset + n]! / weight;
    }
    const step = Math.min(Math.max(0, until - this.#start), this.#sum.length);
    for (const buffer of [this.#sum, this.#weight]) {
      buffer.copyWithin(0, step);
      buffer.fill(0, buffer.length - step);
    }
    this.#start = Math.max(this.#start, until);
    this.#position += out.length;
    return out;
  }
}

/** Sets `out` to `spectrum` times one real weight per bin (interleaved re, im; `mask` has one number per bin). */
export function applyMask(
  spectrum: Float64Array,
  mask: Float32Array | Float64Array,
  out: Float64Array,
): void {
  for (let k = 0; k < mask.length; k += 1) {
    const weight = mask[k]!;
    out[2 * k] = spectrum[2 * k]! * weight;
    out[2 * k + 1] = spectrum[2 * k + 1]! * weight;
  }
}
