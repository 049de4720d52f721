import { Biquad, highPassSection, identity } from '../biquad.ts';
import { parameterValue } from '../parameters.ts';
import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from '../types.ts';
import { Diffuser } from './diffuser.ts';
import { FeedbackLines } from './feedback-lines.ts';

const spec = (
  id: string,
  label: string,
  unit: ParameterSpec['unit'],
  taper: ParameterSpec['taper'],
  range: readonly [min: number, max: number, standard: number],
): ParameterSpec => ({ id, label, unit, taper, min: range[0], max: range[1], default: range[2] });

const SIZE: ParameterSpec = {
  ...spec('size', 'Size', '', 'linear', [0, 3, 1]),
  choices: ['Chamber', 'Small hall', 'Concert hall', 'Church'],
};
export const DECAY = spec('decay', 'Decay', 'ms', 'log', [300, 8000, 1800]);
const PRE_DELAY = spec('preDelay', 'Pre-delay', 'ms', 'linear', [0, 120, 15]);
const DAMPING = spec('damping', 'Damping', 'Hz', 'log', [1000, 16_000, 5000]);
const LOW_CUT = spec('lowCut', 'Low cut', 'Hz', 'log', [20, 500, 80]);
const WIDTH = spec('roomWidth', 'Width', '%', 'linear', [0, 100, 100]);

/** Lengths of the delay lines, relative to the longest of a concert hall. */
const SCALES = [0.3, 0.6, 1, 1.5] as const;
const FADE_SECONDS = 0.02;
const MOST_FRAMES = 128;

class RoomInstance implements ProcessorInstance {
  readonly gainReductionDb = 0;
  readonly #sampleRate: number;
  readonly #cut = new Biquad(2);
  readonly #coefficients = identity();
  readonly #lines: FeedbackLines;
  readonly #diffusers: readonly [Diffuser, Diffuser];
  readonly #preDelay: readonly [Float32Array, Float32Array];
  readonly #work = [new Float32Array(MOST_FRAMES), new Float32Array(MOST_FRAMES)] as const;
  #write = 0;
  #delay = -1;
  #lowCut = Number.NaN;
  #decay = Number.NaN;
  #damping = Number.NaN;
  #size = -1;
  #width = Number.NaN;
  /** Fades out before the size changes, and in after. */
  #level = 1;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#lines = new FeedbackLines(sampleRate, Math.max(...SCALES));
    this.#diffusers = [new Diffuser(sampleRate, 0), new Diffuser(sampleRate, 1)];
    const longest = Math.ceil((PRE_DELAY.max / 1000) * sampleRate) + 1;
    this.#preDelay = [new Float32Array(longest), new Float32Array(longest)];
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    const left = channels[0]!;
    const right = channels[1] ?? left;
    const [workLeft, workRight] = this.#work;
    workLeft.set(left.subarray(0, frames));
    workRight.set(right.subarray(0, frames));
    const wantedSize = Math.round(parameterValue(SIZE, params));
    const fading = this.#follow(params, wantedSize);
    this.#cut.process(this.#work, frames, this.#coefficients);
    this.#delayBy(frames, Math.round((parameterValue(PRE_DELAY, params) / 1000) * this.#sampleRate));
    this.#diffusers[0].process(workLeft, frames);
    this.#diffusers[1].process(workRight, frames);
    this.#lines.process(workLeft, workRight, frames);
    this.#output(left, right, frames, parameterValue(WIDTH, params) / 100, fading);
  }

  reset(): void {
    this.#cut.reset();
    this.#lines.reset();
    for (const diffuser of this.#diffusers) diffuser.reset();
    for (const line of this.#preDelay) line.fill(0);
    this.#delay = -1;
    this.#size = -1;
    this.#width = Number.NaN;
    this.#level = 1;
  }

  /** Takes over the parameters. @returns how the level moves over this block */
  #follow(params: Readonly<Record<string, number>>, size: number): number {
    const lowCut = parameterValue(LOW_CUT, params);
    if (lowCut !== this.#lowCut) {
      highPassSection(this.#coefficients, lowCut, Math.SQRT1_2, this.#sampleRate);
      this.#lowCut = lowCut;
    }
    const decay = parameterValue(DECAY, params);
    const damping = parameterValue(DAMPING, params);
    const first = this.#size < 0;
    const resized = size !== this.#size && (first || this.#level === 0);
    if (resized) {
      this.#size = size;
      this.#lines.resize(SCALES[size] ?? 1);
    }
    if (resized || decay !== this.#decay || damping !== this.#damping) {
      this.#lines.tune(decay / 1000, damping);
      this.#decay = decay;
      this.#damping = damping;
    }
    if (size !== this.#size) return -1;
    return this.#level < 1 ? 1 : 0;
  }

  /** A change of the pre-delay fades from the old one to the new one over the block. */
  #delayBy(frames: number, delay: number): void {
    const before = this.#delay < 0 ? delay : this.#delay;
    this.#delay = delay;
    const size = this.#preDelay[0].length;
    for (let side = 0; side < 2; side += 1) {
      const line = this.#preDelay[side as 0 | 1];
      const samples = this.#work[side as 0 | 1];
      let write = this.#write;
      for (let n = 0; n < frames; n += 1) {
        line[write] = samples[n]!;
        const late = line[(write - delay + size) % size]!;
        const old = delay === before ? late : line[(write - before + size) % size]!;
        samples[n] = old + ((n + 1) / frames) * (late - old);
        write = write + 1 === size ? 0 : write + 1;
      }
    }
    this.#write = (this.#write + frames) % size;
  }

  #output(left: Float32Array, right: Float32Array, frames: number, width: number, direction: number): void {
    const [workLeft, workRight] = this.#work;
    const from = Number.isNaN(this.#width) ? width : this.#width;
    this.#width = width;
    const step = direction / (FADE_SECONDS * this.#sampleRate);
    for (let n = 0; n < frames; n += 1) {
      if (step !== 0) this.#level = Math.min(1, Math.max(0, this.#level + step));
      const share = from + ((n + 1) / frames) * (width - from);
      const middle = (workLeft[n]! + workRight[n]!) / 2;
      const side = (share * (workLeft[n]! - workRight[n]!)) / 2;
      left[n] = this.#level * (middle + side);
      right[n] = this.#level * (middle - side);
    }
  }
}

/**
 * A room without the direct sound: a low cut, a pre-delay, diffusing all-passes and sixteen feedback delay lines. Steady
 * noise comes out about as loud as it goes in, whatever the decay.
 */
export const room: ProcessorSpec = {
  id: 'room',
  version: 1,
  title: 'Room',
  parameters: [SIZE, DECAY, PRE_DELAY, DAMPING, LOW_CUT, WIDTH],
  makesStereo: true,
  create: (sampleRate) => new RoomInstance(sampleRate),
};
