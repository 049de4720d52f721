import { limiterFrames, Limiter } from '../../../src-shared/mixing/processors/limiter/limiter.ts';
import { rampFrames } from '../../../src-shared/mixing/smoothing.ts';
import { PlayingStrip } from '../../../src-shared/mixing/strip.ts';
import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { FromLiveWorklet, LiveOptions, ToLiveWorklet } from '../live-protocol.ts';

const STATUS_SECONDS = 0.1;
/** Level of the measuring sequence, -26 dBFS: heard clearly, and harmless in headphones. */
const SEQUENCE_GAIN = 0.05;

/**
 * Cuts the input into blocks, and plays each block's stems a fixed time later. Input and output share one frame counter,
 * so that time is exact; stems that are late are left out, never played late.
 */
export class LivePlayer {
  readonly #options: LiveOptions;
  readonly #post: (message: FromLiveWorklet, transfer?: ArrayBuffer[]) => void;
  readonly #statusEvery: number;
  readonly #master: PlayingStrip;
  readonly #limiter: Limiter;
  #capture: Float32Array<ArrayBuffer>;
  #frame = 0;
  readonly #arrived = new Map<number, readonly Float32Array[]>();
  readonly #gains: Float64Array;
  readonly #targets: Float64Array;
  readonly #gainStep: number;
  #dropouts = 0;
  #lost = -1;
  #margin: number | null = null;
  #peaks: Float64Array;
  #measuring: {
    readonly sequence: Float32Array;
    readonly recorded: Float32Array<ArrayBuffer>;
    at: number;
  } | null = null;

  constructor(
    sampleRate: number,
    options: LiveOptions,
    post: (message: FromLiveWorklet, transfer?: ArrayBuffer[]) => void,
  ) {
    this.#options = options;
    this.#post = post;
    this.#statusEvery = Math.ceil((STATUS_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK;
    const ramp = rampFrames(sampleRate, MIX_BLOCK);
    this.#master = new PlayingStrip(sampleRate, ramp);
    this.#limiter = new Limiter(sampleRate, ramp);
    this.#limiter.switch(true);
    this.#capture = new Float32Array(options.block);
    this.#gains = new Float64Array(options.stems).fill(1);
    this.#targets = new Float64Array(options.stems).fill(1);
    this.#gainStep = 1 / ramp;
    this.#peaks = new Float64Array(options.stems + 1);
  }

  /** Samples from input to output, the limiter included. */
  static latency(sampleRate: number, { turnaround }: Pick<LiveOptions, 'turnaround'>): number {
    return turnaround + limiterFrames(sampleRate);
  }

  receive(message: ToLiveWorklet): void {
    switch (message.type) {
      case 'stems': {
        const early = message.block * this.#options.block + this.#options.turnaround - this.#frame;
        this.#margin = Math.min(this.#margin ?? early, early);
        if (early + this.#options.block > 0) this.#arrived.set(message.block, message.stems);
        break;
      }
      case 'gains':
        for (const [stem, gain] of message.gains.entries()) this.#targets[stem] = gain;
        break;
      case 'strip':
        this.#master.configure(message.entries, []);
        break;
      case 'measure':
        this.#measuring = { sequence: message.sequence, recorded: new Float32Array(message.record), at: 0 };
        break;
    }
  }

  /**
   * Renders MIX_BLOCK frames.
   * @param input the channels of the sound input; none while it is silent
   */
  render(input: readonly Float32Array[], left: Float32Array, right: Float32Array): void {
    this.#take(input);
    this.#mix(left);
    right.set(left);
    this.#master.process([left, right], this.#frame, false);
    this.#measure(input, left, right);
    this.#limiter.process(left, right, {});
    this.#frame += MIX_BLOCK;
    if (this.#frame % this.#statusEvery === 0) this.#tell();
  }

  #take(input: readonly Float32Array[]): void {
    const { block } = this.#options;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      let sum = 0;
      for (let channel = 0; channel < input.length; channel += 1) sum += input[channel]?.[n] ?? 0;
      const sample = input.length > 1 ? sum / input.length : sum;
      if (Math.abs(sample) > (this.#peaks[0] ?? 0)) this.#peaks[0] = Math.abs(sample);
      const at = (this.#frame + n) % block;
      this.#capture[at] = sample;
      if (at < block - 1) continue;
      const samples = this.#capture;
      this.#capture = new Float32Array(block);
      this.#post({ type: 'block', block: Math.floor((this.#frame + n) / block), samples }, [samples.buffer]);
    }
  }

  #mix(out: Float32Array): void {
    const { block, turnaround, stems: count } = this.#options;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      const source = this.#frame + n - turnaround;
      let sum = 0;
      const index = Math.floor(source / block);
      const stems = source < 0 ? undefined : this.#arrived.get(index);
      for (let stem = 0; stem < count; stem += 1) {
        const gain = this.#nextGain(stem);
        if (stems === undefined) continue;
        const value = gain * (stems[stem]?.[source - index * block] ?? 0);
        sum += value;
        if (Math.abs(value) > (this.#peaks[stem + 1] ?? 0)) this.#peaks[stem + 1] = Math.abs(value);
      }
      out[n] = sum;
      if (source < 0) continue;
      if (stems === undefined && this.#lost !== index) {
        this.#lost = index;
        this.#dropouts += 1;
      }
      if ((source + 1) % block === 0) this.#arrived.delete(index);
    }
  }

  #nextGain(stem: number): number {
    const gain = this.#gains[stem] ?? 0;
    const difference = (this.#targets[stem] ?? 0) - gain;
    const next = gain + Math.min(this.#gainStep, Math.max(-this.#gainStep, difference));
    this.#gains[stem] = next;
    return next;
  }

  #measure(input: readonly Float32Array[], left: Float32Array, right: Float32Array): void {
    const measuring = this.#measuring;
    if (measuring === null) return;
    const { sequence, recorded } = measuring;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      const sample = SEQUENCE_GAIN * (sequence[measuring.at + n] ?? 0);
      left[n] = sample;
      right[n] = sample;
      if (measuring.at + n < recorded.length) recorded[measuring.at + n] = input[0]?.[n] ?? 0;
    }
    measuring.at += MIX_BLOCK;
    if (measuring.at < recorded.length) return;
    this.#measuring = null;
    this.#post({ type: 'measured', recorded }, [recorded.buffer]);
  }

  #tell(): void {
    const { block, turnaround } = this.#options;
    const blocks = Math.max(0, Math.floor((this.#frame - turnaround) / block));
    const status = { dropouts: this.#dropouts, blocks, margin: this.#margin, peaks: [...this.#peaks] };
    this.#post({ type: 'status', status });
    this.#margin = null;
    this.#peaks.fill(0);
  }
}
