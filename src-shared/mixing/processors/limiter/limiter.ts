import { MIX_BLOCK } from '../../types.ts';
import { smoothStep } from '../../smoothing.ts';
import { parameterValue } from '../parameters.ts';
import type { ParameterSpec } from '../types.ts';
import { PeakDetector, REACH } from './peaks.ts';

export const CEILING: ParameterSpec = {
  id: 'ceiling',
  label: 'Ceiling',
  unit: 'dB',
  min: -12,
  max: 0,
  taper: 'linear',
  default: -1,
};
export const LIMITER_INPUT: ParameterSpec = {
  id: 'input',
  label: 'Input gain',
  unit: 'dB',
  min: 0,
  max: 18,
  taper: 'linear',
  default: 0,
};
const RELEASE: ParameterSpec = {
  id: 'release',
  label: 'Release',
  unit: 'ms',
  min: 20,
  max: 1000,
  taper: 'log',
  default: 150,
};

/**
 * The master's last processor. It has no `create`, as it is not part of a strip: it delays what it processes, so the
 * mixer runs it for the whole mix, always, and compensates its delay.
 */
export const LIMITER = {
  id: 'limiter',
  version: 1,
  title: 'Limiter',
  parameters: [CEILING, LIMITER_INPUT, RELEASE],
} as const;

/** Least time between a gain's beginning to fall and its peak. */
const LOOK_AHEAD_SECONDS = 0.005;
/** What interpolated peaks may miss, and what the moving gain adds. */
const MARGIN_DB = 0.04;

/** The delay of the limiter in frames: a whole number of blocks, the same for any settings. */
export function limiterFrames(sampleRate: number): number {
  return Math.ceil((LOOK_AHEAD_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK;
}

/**
 * Look-ahead limiter for two linked channels. Each sample's gain is the ceiling over the true peak up to the next sample;
 * the least gain over a window, released exponentially, is averaged over a window of the same length, which begins to
 * act before the peak and reaches its gain there. While nothing exceeds the ceiling the output is the delayed input, bit
 * for bit.
 */
export class Limiter {
  readonly #sampleRate: number;
  readonly #delay: number;
  readonly #window: number;
  readonly #peaks: PeakDetector;
  /** Input with its history: `[delay + REACH]` old samples, then the block. */
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  /** The input gain of each of these samples. */
  readonly #drives: Float64Array;
  /** Gains that the last `#window` samples want, those after release, and a queue of the least ones. */
  readonly #wanted: Float64Array;
  readonly #released: Float64Array;
  readonly #queue: Float64Array;
  #queueStart = 0;
  #queueEnd = 0;
  #frame = 0;
  #gain = 1;
  #sum: number;
  /** How many of the released gains are not 1. */
  #working = 0;
  /** At the end of the last block: the input gain and the ceiling, as factors; NaN before the first. */
  #input = Number.NaN;
  #ceiling = Number.NaN;
  /** Share of the limited signal: 0 bypassed … 1. */
  #mix = 0;
  #target = 0;
  readonly #mixStep: number;
  #lowest = 1;
  #started = false;

  /** @param ramp frames of the fade when it is switched on or off */
  constructor(sampleRate: number, ramp: number) {
    this.#sampleRate = sampleRate;
    this.#delay = limiterFrames(sampleRate);
    this.#window = this.#delay - REACH + 1;
    this.#peaks = new PeakDetector(sampleRate);
    this.#left = new Float64Array(this.#delay + MIX_BLOCK);
    this.#right = new Float64Array(this.#delay + MIX_BLOCK);
    this.#drives = new Float64Array(this.#delay + MIX_BLOCK);
    this.#wanted = new Float64Array(this.#window).fill(1);
    this.#released = new Float64Array(this.#window).fill(1);
    this.#queue = new Float64Array(this.#window + 1);
    this.#sum = this.#window;
    this.#mixStep = 1 / ramp;
  }

  get gainReductionDb(): number {
    return this.#lowest === 1 ? 0 : 20 * Math.log10(this.#lowest) * this.#mix;
  }

  /** Whether it acts in full, on all that it puts out from now on. */
  get isOn(): boolean {
    return this.#mix === 1 && this.#target === 1;
  }

  /** Fades once it has begun to process. */
  switch(on: boolean): void {
    this.#target = on ? 1 : 0;
    if (!this.#started) this.#mix = this.#target;
  }

  reset(): void {
    this.#left.fill(0);
    this.#right.fill(0);
    this.#forgetGains();
    this.#mix = this.#target;
    this.#started = false;
  }

  #forgetGains(): void {
    this.#wanted.fill(1);
    this.#released.fill(1);
    this.#queueStart = 0;
    this.#queueEnd = 0;
    this.#gain = 1;
    this.#sum = this.#window;
    this.#working = 0;
    this.#input = Number.NaN;
    this.#ceiling = Number.NaN;
    this.#lowest = 1;
  }

  /**
   * Replaces a block by the one that began `limiterFrames` earlier, limited.
   * @param mostDb lowers the ceiling, also below what its parameter allows
   */
  process(
    left: Float32Array,
    right: Float32Array,
    params: Readonly<Record<string, number>>,
    mostDb = 0,
  ): void {
    const delay = this.#delay;
    this.#started = true;
    this.#left.copyWithin(0, MIX_BLOCK);
    this.#right.copyWithin(0, MIX_BLOCK);
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      this.#left[delay + n] = left[n]!;
      this.#right[delay + n] = right[n]!;
    }
    if (this.#mix === 0 && this.#target === 0) {
      if (this.#lowest !== 1 || this.#working > 0) this.#forgetGains();
      for (let n = 0; n < MIX_BLOCK; n += 1) {
        left[n] = this.#left[n]!;
        right[n] = this.#right[n]!;
      }
      return;
    }
    this.#limit(left, right, params, Math.min(parameterValue(CEILING, params), mostDb));
  }

  #limit(
    left: Float32Array,
    right: Float32Array,
    params: Readonly<Record<string, number>>,
    ceilingDb: number,
  ): void {
    const ceiling = 10 ** ((ceilingDb - MARGIN_DB) / 20);
    const input = 10 ** (parameterValue(LIMITER_INPUT, params) / 20);
    const release = Math.exp(-1000 / (parameterValue(RELEASE, params) * this.#sampleRate));
    this.#driveBy(input);
    const drives = this.#drives;
    const ceilingBefore = Number.isNaN(this.#ceiling) ? ceiling : this.#ceiling;
    this.#ceiling = ceiling;
    const step = this.#target > this.#mix ? this.#mixStep : this.#target < this.#mix ? -this.#mixStep : 0;
    let lowest = 1;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      const allowed =
        ceiling === ceilingBefore
          ? ceiling
          : ceilingBefore + ((n + 1) / MIX_BLOCK) * (ceiling - ceilingBefore);
      // The newest sample whose interpolation is complete.
      const at = this.#delay + n - REACH;
      const newest = drives[at]!;
      const most = Math.max(
        this.#peaks.from(this.#left, at, allowed / newest),
        this.#peaks.from(this.#right, at, allowed / newest),
      );
      const gain = this.#next(most * newest <= allowed ? 1 : allowed / (most * newest), release);
      if (gain < lowest) lowest = gain;
      const mix = step === 0 ? this.#mix : smoothStep(Math.min(1, Math.max(0, this.#mix + (n + 1) * step)));
      const drive = drives[n]!;
      const factor = mix === 1 ? drive * gain : 1 + mix * (drive * gain - 1);
      left[n] = this.#left[n]! * factor;
      right[n] = this.#right[n]! * factor;
    }
    this.#lowest = lowest;
    const reached = this.#mix + MIX_BLOCK * step;
    this.#mix = Math.abs(reached - this.#target) < this.#mixStep / 2 ? this.#target : reached;
  }

  /** Takes the input gain over the new block: it stays with its samples, so that their limits are those they need. */
  #driveBy(input: number): void {
    const drives = this.#drives;
    const before = this.#input;
    this.#input = input;
    if (Number.isNaN(before)) {
      drives.fill(input);
      return;
    }
    drives.copyWithin(0, MIX_BLOCK);
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      drives[this.#delay + n] = before + ((n + 1) / MIX_BLOCK) * (input - before);
    }
  }

  /** The gain of the oldest sample of the window, once the newest wants `wanted`. */
  #next(wanted: number, release: number): number {
    const size = this.#window;
    const slot = this.#frame % size;
    this.#wanted[slot] = wanted;
    const least = this.#leastOfWindow(wanted);
    this.#gain = Math.min(least, 1 - (1 - this.#gain) * release);
    if (1 - this.#gain < 1e-9) this.#gain = 1;
    const old = this.#released[slot]!;
    this.#released[slot] = this.#gain;
    this.#working += (this.#gain === 1 ? 0 : 1) - (old === 1 ? 0 : 1);
    // With nothing at work the sum is exact again, whatever was rounded before.
    this.#sum = this.#working === 0 ? size : this.#sum + this.#gain - old;
    this.#frame += 1;
    return Math.min(1, this.#sum / size);
  }

  /** A queue of frames whose gains rise: its first is the least of the window. */
  #leastOfWindow(wanted: number): number {
    const queue = this.#queue;
    const length = queue.length;
    const frame = this.#frame;
    while (
      this.#queueEnd > this.#queueStart &&
      this.#wanted[queue[(this.#queueEnd - 1) % length]! % this.#window]! >= wanted
    ) {
      this.#queueEnd -= 1;
    }
    queue[this.#queueEnd % length] = frame;
    this.#queueEnd += 1;
    if (queue[this.#queueStart % length]! <= frame - this.#window) this.#queueStart += 1;
    return this.#wanted[queue[this.#queueStart % length]! % this.#window]!;
  }
}
