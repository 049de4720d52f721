import { nextPowerOfTwo } from './fft.ts';
import {
  applyMask,
  firstFrameTouching,
  framingOf,
  frameStart,
  StftAnalyser,
  StftSynthesiser,
  type Framing,
} from './stft.ts';

/** A range of frequencies; null reaches to 0 Hz, and to half the sample rate. */
export interface Band {
  readonly lowHz: number | null;
  readonly highHz: number | null;
}

/** Bins of a Hann window's main lobe: an edge that is narrower would ring. */
const EDGE_BINS = 4;
/** Tells neighbouring semitones apart from 200 Hz on, and keeps onsets within a tenth of a second. */
const WINDOW_SECONDS = 0.08;

/** Hann frames of some 80 ms, four over each sample. */
export function bandFraming(sampleRate: number): Framing {
  const windowLength = nextPowerOfTwo(WINDOW_SECONDS * sampleRate);
  return framingOf({ windowLength, hop: windowLength / 4 });
}

/**
 * A weight per bin, 0 … fftSize/2: one inside the band, zero outside, with raised cosines of four bins centred on its
 * edges. The weights of two bands that meet sum to one.
 */
export function bandWeights({ lowHz, highHz }: Band, sampleRate: number, fftSize: number): Float64Array {
  const binHz = sampleRate / fftSize;
  const rise = (bins: number): number => {
    const share = Math.min(1, Math.max(0, bins / EDGE_BINS + 0.5));
    return Math.sin((Math.PI / 2) * share) ** 2;
  };
  return Float64Array.from({ length: fftSize / 2 + 1 }, (_, bin) => {
    const above = lowHz === null ? 1 : rise(bin - lowHz / binHz);
    const below = highHz === null ? 1 : rise(highHz / binHz - bin);
    return Math.min(above, below);
  });
}

/** The part of one channel that lies in a band, block after block, by weighted overlap-add without latency. */
export class BandFilter {
  /** The first sample to push: outputs depend on up to a window before them. */
  readonly readFrom: number;
  readonly #firstFrame: number;
  readonly #analyser: StftAnalyser;
  readonly #synthesiser: StftSynthesiser;
  readonly #weights: Float64Array;
  readonly #masked: Float64Array;

  /**
   * @param weights one per bin
   * @param end of the signal; past it, push zeros
   * @param position the first sample to return
   */
  constructor(framing: Framing, weights: Float64Array, end: number, position: number) {
    this.#firstFrame = firstFrameTouching(framing, position);
    this.readFrom = Math.max(0, frameStart(framing, this.#firstFrame));
    this.#analyser = new StftAnalyser(framing, this.readFrom);
    this.#synthesiser = new StftSynthesiser(framing, end, position);
    this.#weights = weights;
    this.#masked = new Float64Array(framing.fftSize + 2);
  }

  /** Takes the next samples; returns those that are complete, from the first one wanted on. */
  push(block: Float32Array): Float64Array[] {
    const done: Float64Array[] = [];
    this.#analyser.push(block, (frame, spectrum) => {
      // The analyser begins with every frame that reaches its first sample.
      if (frame < this.#firstFrame) return;
      applyMask(spectrum, this.#weights, this.#masked);
      done.push(this.#synthesiser.push(frame, this.#masked));
    });
    return done;
  }
}
