import { RealFft } from '../../src-shared/dsp/fft.ts';
import { StftAnalyser, framingOf, type Framing } from '../../src-shared/dsp/stft.ts';

/** Length of a report window in seconds. */
export const WINDOW_SECONDS = 3;
/** The transform's window and hop in seconds, and the top of the band: 2048 and 1024 samples at 22.05 kHz. */
const FRAME_SECONDS = 2048 / 22_050;
const HOP_SECONDS = 1024 / 22_050;
const BAND_HZ = 11_025;
/** Range of fundamentals for the harmonicity. */
const LOWEST_HZ = 60;
const HIGHEST_HZ = 1500;

/**
 * The sums from which the confidence is computed, over one window of a separation with sources 0 … n-1, the rest last.
 * S_i is the spectrum of source i, X = Σ S_i, and m_i = |S_i| / Σ |S_j| is the share of a bin that source i gets. All
 * sums run over the window's frames, the bins up to 11 kHz and the channels.
 */
export interface WindowSums {
  /** Σ |X|² */
  mixture: number;
  /** Σ |S_i|² */
  readonly power: Float64Array;
  /** Σ |X|² m_i m_j, row by row, n·n. */
  readonly overlap: Float64Array;
  /** Σ |X|² |m_i - m_i of the previous frame|: how much the mask fluctuates. */
  readonly flicker: Float64Array;
  /** Σ over frames of power times harmonicity. */
  readonly harmony: Float64Array;
}

const emptySums = (sources: number): WindowSums => ({
  mixture: 0,
  power: new Float64Array(sources),
  overlap: new Float64Array(sources * sources),
  flicker: new Float64Array(sources),
  harmony: new Float64Array(sources),
});

export const windowFramesAt = (sampleRate: number): number => Math.round(WINDOW_SECONDS * sampleRate);

/** Number of windows of `windowFrames`; the last one takes the remainder, half to one and a half windows long. */
export const windowCount = (frames: number, windowFrames: number): number =>
  Math.max(1, Math.round(frames / windowFrames));

/** The STFT framing for the confidence, for any sample rate. */
export function qualityFraming(sampleRate: number): Framing {
  return framingOf({
    windowLength: 2 * Math.round((FRAME_SECONDS * sampleRate) / 2),
    hop: HOP_SECONDS * sampleRate,
  });
}

/** Accumulates the sums of a separation window by window, from blocks of any length; holds one frame per source. */
export class WindowSummer {
  readonly #sums: WindowSums[];
  readonly #framing: Framing;
  readonly #windowFrames: number;
  readonly #frames: number;
  readonly #bins: number;
  /** [channel][source] */
  readonly #analysers: readonly (readonly StftAnalyser[])[];
  readonly #lanes: readonly Lane[];
  readonly #piece: number;

  constructor(options: { sources: number; channels: number; sampleRate: number; frames: number }) {
    const { sources, channels, sampleRate, frames } = options;
    this.#framing = qualityFraming(sampleRate);
    this.#windowFrames = windowFramesAt(sampleRate);
    this.#frames = frames;
    const { fftSize } = this.#framing;
    this.#bins = 1 + Math.min(fftSize / 2, Math.floor((BAND_HZ * fftSize) / sampleRate + 1e-9));
    this.#sums = Array.from({ length: windowCount(frames, this.#windowFrames) }, () => emptySums(sources));
    this.#analysers = Array.from({ length: channels }, () =>
      Array.from({ length: sources }, () => new StftAnalyser(this.#framing)),
    );
    this.#lanes = Array.from({ length: channels }, () => new Lane(sources, this.#bins, fftSize, sampleRate));
    // Pieces are shorter than a hop, so that no source gets more than one frame ahead of the others.
    this.#piece = Math.max(1, Math.floor(HOP_SECONDS * sampleRate) - 1);
  }

  /** @param sources [source][channel], all of one length */
  push(sources: readonly (readonly Float32Array[])[]): void {
    const length = sources[0]?.[0]?.length ?? 0;
    for (let from = 0; from < length; from += this.#piece) {
      for (const [channel, analysers] of this.#analysers.entries()) {
        for (const [source, analyser] of analysers.entries()) {
          const block = sources[source]?.[channel]?.subarray(from, from + this.#piece);
          if (block === undefined) throw new Error('every source has every channel');
          analyser.push(block, (frame, spectrum) => this.#take(channel, source, frame, spectrum));
        }
      }
    }
  }

  /** Returns the sums of all windows; call `push` no more after this. */
  finish(): readonly WindowSums[] {
    for (const [channel, analysers] of this.#analysers.entries()) {
      const last: Float64Array[][] = [];
      for (const [source, analyser] of analysers.entries()) {
        let count = 0;
        analyser.finish((_, spectrum) => {
          (last[count] ??= [])[source] = spectrum.slice();
          count += 1;
        });
      }
      const next = (analysers[0]?.nextFrame ?? 0) - last.length;
      for (const [index, spectra] of last.entries()) {
        for (const [source, spectrum] of spectra.entries())
          this.#take(channel, source, next + index, spectrum);
      }
    }
    return this.#sums;
  }

  #take(channel: number, source: number, frame: number, spectrum: Float64Array): void {
    const centre = this.#framing.centre(frame);
    const lane = this.#lanes[channel];
    if (lane === undefined || centre > this.#frames) return;
    if (!lane.put(source, spectrum)) return;
    const window = Math.min(this.#sums.length - 1, Math.floor(centre / this.#windowFrames));
    const sums = this.#sums[window];
    if (sums !== undefined) lane.addTo(sums);
  }
}

/** One frame of every source of a channel, and the masks of the previous frame. */
class Lane {
  readonly #spectra: readonly Float64Array[];
  readonly #bins: number;
  readonly #masks: readonly Float64Array[];
  readonly #before: readonly Float64Array[];
  readonly #fft: RealFft;
  /** Power spectrum of the current frame, without phases. */
  readonly #power: Float64Array;
  readonly #correlation: Float64Array;
  /** Lag range in samples, both ends inclusive. */
  readonly #lags: readonly [number, number];
  #isFirst = true;

  constructor(sources: number, bins: number, fftSize: number, sampleRate: number) {
    this.#bins = bins;
    this.#fft = new RealFft(fftSize);
    this.#power = this.#fft.createSpectrum();
    this.#correlation = new Float64Array(fftSize);
    this.#lags = [Math.ceil(sampleRate / HIGHEST_HZ), Math.floor(sampleRate / LOWEST_HZ)];
    this.#spectra = Array.from({ length: sources }, () => new Float64Array(fftSize + 2));
    this.#masks = Array.from({ length: sources }, () => new Float64Array(bins));
    this.#before = Array.from({ length: sources }, () => new Float64Array(bins));
  }

  /** Returns whether the frame is complete; sources arrive in order. */
  put(source: number, spectrum: Float64Array): boolean {
    this.#spectra[source]?.set(spectrum);
    return source === this.#spectra.length - 1;
  }

  /**
   * The maximum autocorrelation of the frame at lags of 1/1500 to 1/60 s, relative to lag zero: 1 for a single periodic
   * tone, less for several at once.
   */
  #harmonicity(): number {
    this.#fft.inverse(this.#power, this.#correlation);
    const none = this.#correlation[0]!;
    if (!(none > 0)) return 0;
    const [least, most] = this.#lags;
    let highest = -Infinity;
    for (let lag = least; lag <= most; lag += 1) highest = Math.max(highest, this.#correlation[lag]!);
    return highest / none;
  }

  addTo(sums: WindowSums): void {
    const count = this.#spectra.length;
    const weight = new Float64Array(this.#bins);
    const total = new Float64Array(this.#bins);
    const real = new Float64Array(this.#bins);
    const imaginary = new Float64Array(this.#bins);
    for (const [source, spectrum] of this.#spectra.entries()) {
      const mask = this.#masks[source]!;
      let power = 0;
      for (let k = 0; k < this.#bins; k += 1) {
        const re = spectrum[2 * k]!;
        const im = spectrum[2 * k + 1]!;
        const squared = re * re + im * im;
        const magnitude = Math.sqrt(squared);
        power += squared;
        this.#power[2 * k] = squared;
        mask[k] = magnitude;
        total[k]! += magnitude;
        real[k]! += re;
        imaginary[k]! += im;
      }
      sums.power[source]! += power;
      sums.harmony[source]! += power * this.#harmonicity();
    }
    for (let k = 0; k < this.#bins; k += 1) {
      weight[k] = real[k]! ** 2 + imaginary[k]! ** 2;
      sums.mixture += weight[k]!;
    }
    for (const mask of this.#masks) for (let k = 0; k < this.#bins; k += 1) mask[k]! /= total[k]! || 1;
    for (let i = 0; i < count; i += 1) {
      const mask = this.#masks[i]!;
      for (let j = i; j < count; j += 1) {
        const other = this.#masks[j]!;
        let sum = 0;
        for (let k = 0; k < this.#bins; k += 1) sum += weight[k]! * mask[k]! * other[k]!;
        sums.overlap[i * count + j]! += sum;
        if (j !== i) sums.overlap[j * count + i]! += sum;
      }
      const before = this.#before[i]!;
      if (!this.#isFirst) {
        let sum = 0;
        for (let k = 0; k < this.#bins; k += 1) sum += weight[k]! * Math.abs(mask[k]! - before[k]!);
        sums.flicker[i]! += sum;
      }
      before.set(mask);
    }
    this.#isFirst = false;
  }
}
