import { fittingFrames, PlayingFitting, safeCeilingDb } from '../../../src-shared/mixing/fitting.ts';
import { limiterFrames, Limiter } from '../../../src-shared/mixing/processors/limiter/limiter.ts';
import { rampFrames } from '../../../src-shared/mixing/smoothing.ts';
import { PlayingStrip } from '../../../src-shared/mixing/strip.ts';
import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import { LiveBuffer } from './live-buffer.ts';
import { LiveCushion } from './live-cushion.ts';
import type { FromLiveWorklet, LiveOptions, ToLiveWorklet } from '../live-protocol.ts';

const STATUS_SECONDS = 0.1;
/** Level of the measuring sequence, -26 dBFS: heard clearly, and harmless in headphones. */
const SEQUENCE_GAIN = 0.05;
/** A gap begins and ends without a click: the last sample before it falls by this factor, what follows it rises. */
const FALL = 0.9;
const RISE_SAMPLES = 64;
const INAUDIBLE = 1e-6;

/** The wait is shortened only by more than this. */
const LEAST_SHORTER = MIX_BLOCK;

/**
 * Cuts the input into blocks, and plays each block's stems a known time later. Input and output share one frame counter,
 * so that time is exact. Nothing is played before a trial has shown how long the stems are to be waited for.
 */
export class LivePlayer {
  readonly #options: LiveOptions;
  readonly #post: (message: FromLiveWorklet, transfer?: ArrayBuffer[]) => void;
  readonly #statusEvery: number;
  readonly #master: PlayingStrip;
  readonly #fitting: PlayingFitting;
  readonly #limiter: Limiter;
  /** The ceiling while a fitting is heard. */
  #safeDb = 0;
  /** Frames since a fitting was heard. */
  #sinceFitted = Number.POSITIVE_INFINITY;
  /** Frames that the limiter still has of a fitting that is heard no more. */
  readonly #hold: number;
  #capture: Float32Array<ArrayBuffer>;
  #frame = 0;
  readonly #buffer: LiveBuffer;
  readonly #cushion: LiveCushion;
  #isPlaying = false;
  readonly #gains: Float64Array;
  readonly #targets: Float64Array;
  readonly #gainStep: number;
  /** Of the stems; below 1 while they return after a gap. */
  #gate = 1;
  /** The last sample that sounded, which falls in a gap. */
  #last = 0;
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
    this.#fitting = new PlayingFitting(sampleRate, ramp);
    this.#limiter = new Limiter(sampleRate, ramp);
    this.#limiter.switch(true);
    this.#hold = limiterFrames(sampleRate) + MIX_BLOCK;
    this.#buffer = new LiveBuffer(sampleRate, options);
    this.#cushion = new LiveCushion(sampleRate, options);
    this.#capture = new Float32Array(options.block);
    this.#gains = new Float64Array(options.stems).fill(1);
    this.#targets = new Float64Array(options.stems).fill(1);
    this.#gainStep = 1 / ramp;
    this.#peaks = new Float64Array(options.stems + 1);
  }

  /** Samples from input to output with the least wait, fitting and limiter included. */
  static latency(sampleRate: number, { block, least }: Pick<LiveOptions, 'block' | 'least'>): number {
    return block + least + fittingFrames(sampleRate) + limiterFrames(sampleRate);
  }

  receive(message: ToLiveWorklet): void {
    switch (message.type) {
      case 'stems':
        this.#cushion.arrived(this.#frame - (message.block + 1) * this.#options.block);
        this.#buffer.put(message.block, message.stems, this.#frame);
        break;
      case 'fitting':
        if (message.fitting !== null) this.#safeDb = safeCeilingDb(message.fitting, 0);
        this.#fitting.configure(message.fitting);
        break;
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
    if (!this.#isPlaying) this.#try();
    this.#take(input);
    this.#mix(left);
    right.set(left);
    this.#master.process([left, right], this.#frame, false);
    this.#fitting.process(left, right, true);
    this.#sinceFitted = this.#fitting.isHeard ? 0 : this.#sinceFitted + MIX_BLOCK;
    this.#measure(input, left, right);
    this.#limiter.process(left, right, {}, this.#sinceFitted <= this.#hold ? this.#safeDb : 0);
    this.#frame += MIX_BLOCK;
    if (this.#frame % this.#statusEvery === 0) this.#tell();
  }

  #try(): void {
    const { block, warmUp, trial } = this.#options;
    if (this.#frame < warmUp) return this.#cushion.forget();
    if (this.#frame < warmUp + trial) return;
    this.#isPlaying = true;
    if (trial > 0) this.#cushion.endTrial();
    this.#buffer.begin(this.#frame, block + this.#cushion.wait);
    this.#gate = 0;
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
    const buffer = this.#buffer;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      const sounds = this.#isPlaying && buffer.seek(this.#frame + n);
      let sum = 0;
      for (let stem = 0; stem < this.#options.stems; stem += 1) {
        const gain = this.#nextGain(stem);
        if (!sounds) continue;
        const value = gain * buffer.read(stem);
        sum += value;
        if (Math.abs(value) > (this.#peaks[stem + 1] ?? 0)) this.#peaks[stem + 1] = Math.abs(value);
      }
      out[n] = sounds ? this.#sound(sum) : this.#silence();
    }
  }

  #sound(value: number): number {
    this.#gate = Math.min(1, this.#gate + 1 / RISE_SAMPLES);
    this.#last = this.#gate * value;
    return this.#last;
  }

  #silence(): number {
    if (this.#buffer.isGap) {
      this.#gate = 0;
      this.#cushion.need(this.#buffer.turnaround - this.#options.block);
    }
    this.#last = Math.abs(this.#last) > INAUDIBLE ? FALL * this.#last : 0;
    return this.#last;
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
    this.#cushion.pass(this.#statusEvery);
    const wanted = this.#options.block + this.#cushion.wait;
    const { turnaround } = this.#buffer;
    if (wanted > turnaround || wanted < turnaround - LEAST_SHORTER) this.#buffer.aim(wanted);
    const { dropouts } = this.#buffer;
    const status = { isPlaying: this.#isPlaying, dropouts, turnaround, peaks: [...this.#peaks] };
    this.#post({ type: 'status', status });
    this.#peaks.fill(0);
  }
}
