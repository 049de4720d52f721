import { KWeighting, OFFSET } from '../../../src-shared/dsp/integrated-loudness.ts';

const STEPS_PER_SECOND = 10;
/** EBU Tech 3341: the short-term window is 3 s. */
const WINDOW_STEPS = 30;

/** Short-term loudness of a stereo signal (EBU Tech 3341): K-weighted power of the last 3 s, renewed every 100 ms. */
export class ShortLoudness {
  readonly #stepFrames: number;
  readonly #left: KWeighting;
  readonly #right: KWeighting;
  readonly #steps = new Float64Array(WINDOW_STEPS);
  #count = 0;
  #sum = 0;
  #frames = 0;

  constructor(sampleRate: number) {
    this.#stepFrames = sampleRate / STEPS_PER_SECOND;
    this.#left = new KWeighting(sampleRate);
    this.#right = new KWeighting(sampleRate);
  }

  /** Starts a new measurement. */
  restart(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#frames = 0;
  }

  push(left: Float32Array, right: Float32Array): void {
    this.#sum += this.#left.energy(left, 0, left.length) + this.#right.energy(right, 0, right.length);
    this.#frames += left.length;
    if (this.#frames < this.#stepFrames) return;
    this.#steps[this.#count % WINDOW_STEPS] = this.#sum / this.#frames;
    this.#count += 1;
    this.#sum = 0;
    this.#frames = 0;
  }

  /** Mean power of the window, or of what there is of it; 0 before the first 100 ms. */
  get power(): number {
    const steps = Math.min(this.#count, WINDOW_STEPS);
    let sum = 0;
    for (let i = 0; i < steps; i += 1) sum += this.#steps[i] ?? 0;
    return steps === 0 ? 0 : sum / steps;
  }

  /** LUFS; null for silence (the absolute gate, -70) and before the first 100 ms. */
  get lufs(): number | null {
    const lufs = OFFSET + 10 * Math.log10(this.power);
    return lufs > -70 ? lufs : null;
  }
}
