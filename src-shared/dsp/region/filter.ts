import { nextPowerOfTwo } from '../fft.ts';
import {
  applyMask,
  firstFrameTouching,
  framingOf,
  frameStart,
  StftAnalyser,
  StftSynthesiser,
  type Framing,
} from '../stft.ts';

/** Tells neighbouring semitones apart from 200 Hz on, and keeps onsets within a tenth of a second. */
const WINDOW_SECONDS = 0.08;

/** Hann frames of some 80 ms, four over each sample. */
export function regionFraming(sampleRate: number): Framing {
  const windowLength = nextPowerOfTwo(WINDOW_SECONDS * sampleRate);
  return framingOf({ windowLength, hop: windowLength / 4 });
}

/** The part of one channel that lies in a region, block after block, by weighted overlap-add without latency. */
export class RegionFilter {
  /** The first sample to push: outputs depend on up to a window before them. */
  readonly readFrom: number;
  readonly #firstFrame: number;
  readonly #analyser: StftAnalyser;
  readonly #synthesiser: StftSynthesiser;
  readonly #framing: Framing;
  readonly #weightsAt: (centre: number) => Float64Array;
  readonly #masked: Float64Array;

  /**
   * @param weightsAt one per bin, for the frame around a sample
   * @param end of the signal; past it, push zeros
   * @param position the first sample to return
   */
  constructor(framing: Framing, weightsAt: (centre: number) => Float64Array, end: number, position: number) {
    this.#firstFrame = firstFrameTouching(framing, position);
    this.readFrom = Math.max(0, frameStart(framing, this.#firstFrame));
    this.#analyser = new StftAnalyser(framing, this.readFrom);
    this.#synthesiser = new StftSynthesiser(framing, end, position);
    this.#framing = framing;
    this.#weightsAt = weightsAt;
    this.#masked = new Float64Array(framing.fftSize + 2);
  }

  /** Takes the next samples; returns those that are complete, from the first one wanted on. */
  push(block: Float32Array): Float64Array[] {
    const done: Float64Array[] = [];
    this.#analyser.push(block, (frame, spectrum) => {
      // The analyser begins with every frame that reaches its first sample.
      if (frame < this.#firstFrame) return;
      applyMask(spectrum, this.#weightsAt(this.#framing.centre(frame)), this.#masked);
      done.push(this.#synthesiser.push(frame, this.#masked).slice());
    });
    return done;
  }
}
