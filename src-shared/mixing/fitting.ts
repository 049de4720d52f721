import type { Audiogram } from '../hearing/audiogram.ts';
import { DelayLine } from '../hearing/fir.ts';
import { createEar, type EarProcessor, type Prescription } from '../hearing/fitting.ts';
import { lossFrame } from '../hearing/loss/simulated-loss.ts';
import type { Fitting } from '../project/fitting.ts';
import { dbToGain } from './levels.ts';
import { smoothStep } from './smoothing.ts';
import { MIX_BLOCK } from './types.ts';

/** Above this rate the fitting's filters need more taps, and so more delay. */
const SINGLE_RATE_HZ = 50_000;

/** The delay in frames, a whole number of blocks: the same with a fitting and without one, and longer with a loss. */
export function fittingFrames(
  sampleRate: number,
  fitting: Pick<Prescription, 'rule' | 'loss'> | null = null,
): number {
  const fitted = (sampleRate <= SINGLE_RATE_HZ ? 1 : 2) * MIX_BLOCK;
  if (fitting === null || fitting.loss === 'none') return fitted;
  return lossFrame(sampleRate) + (fitting.rule === 'none' ? 0 : fitted);
}

/**
 * The ceiling in dBFS of the limiter while a fitting is heard.
 * @param ceilingDb the project's own
 */
export function safeCeilingDb(
  { limitDbSpl, fullScaleDbSpl }: Pick<Fitting, 'limitDbSpl' | 'fullScaleDbSpl'>,
  ceilingDb: number,
): number {
  return Math.min(ceilingDb, limitDbSpl - fullScaleDbSpl);
}

/** One prescription at work. */
interface Voice {
  /** The prescription by value: a worklet receives a copy of it with each change. */
  readonly key: string;
  readonly ears: readonly [EarProcessor, EarProcessor];
  /** Share of its sound, linear in time: 0 bypassed … 1. */
  share: number;
  target: 0 | 1;
}

/**
 * The fitting of a mix to a listener's ears, left and right each. Changes are faded against the equally late sound
 * without a fitting. A bypassed fitting keeps running, so that its compressors are settled when it is switched on.
 */
export class PlayingFitting {
  readonly #sampleRate: number;
  #delay: number;
  readonly #step: number;
  #late: readonly [DelayLine, DelayLine];
  readonly #dry = new Float64Array(MIX_BLOCK);
  readonly #wet = new Float64Array(MIX_BLOCK);
  readonly #sum = new Float64Array(MIX_BLOCK);
  #fitting: Fitting | null = null;
  #chosen: Voice | null = null;
  #voices: Voice[] = [];
  #started = false;
  #mayBegin = true;

  /** @param ramp frames of a fade */
  constructor(sampleRate: number, ramp: number) {
    this.#sampleRate = sampleRate;
    this.#delay = fittingFrames(sampleRate);
    this.#step = 1 / ramp;
    this.#late = [new DelayLine(this.#delay), new DelayLine(this.#delay)];
  }

  configure(fitting: Fitting | null): void {
    if (fitting === this.#fitting) return;
    this.#fitting = fitting;
    this.#setDelay(fittingFrames(this.#sampleRate, fitting));
    for (const voice of this.#voices) voice.target = 0;
    this.#chosen = fitting === null ? null : this.#voiceOf(fitting);
    if (this.#chosen !== null) this.#chosen.target = fitting?.bypassed === false ? 1 : 0;
    if (!this.#started) this.#settle();
  }

  get delay(): number {
    return this.#delay;
  }

  /** With another delay nothing that was playing fits any more: everything begins again. */
  #setDelay(frames: number): void {
    if (frames === this.#delay) return;
    this.#delay = frames;
    this.#late = [new DelayLine(frames), new DelayLine(frames)];
    this.#voices = [];
    this.#chosen = null;
  }

  /** Clears all state; the next block has the current settings, without a fade. */
  reset(): void {
    this.#settle();
    for (const line of this.#late) line.reset();
    for (const { ears } of this.#voices) for (const ear of ears) ear.reset();
    this.#started = false;
  }

  /** Whether any fitting, also one that fades out, is in the sound. */
  get isHeard(): boolean {
    return this.#voices.some(({ share, target }) => share > 0 || target > 0);
  }

  /**
   * Replaces a block by the one that began `fittingFrames` earlier.
   * @param mayBegin false while a fitting must not fade in yet
   */
  process(left: Float32Array, right: Float32Array, mayBegin: boolean): void {
    this.#started = true;
    this.#mayBegin = mayBegin;
    this.#processEar(0, left);
    this.#processEar(1, right);
    for (const voice of this.#voices) voice.share = this.#shareAfter(voice, MIX_BLOCK);
    if (this.#voices.length > 1) this.#letGo();
  }

  #processEar(ear: 0 | 1, samples: Float32Array): void {
    const [dry, wet, sum] = [this.#dry, this.#wet, this.#sum];
    dry.set(samples);
    this.#late[ear].process(dry);
    sum.set(dry);
    for (const voice of this.#voices) {
      wet.set(samples);
      voice.ears[ear].process(wet);
      if (voice.share === 0 && voice.target === 0) continue;
      for (let n = 0; n < MIX_BLOCK; n += 1) {
        const share = smoothStep(this.#shareAfter(voice, n + 1));
        sum[n]! += share * (wet[n]! - dry[n]!);
      }
    }
    samples.set(sum);
  }

  #shareAfter({ share, target }: Voice, frames: number): number {
    if (target > share && !this.#mayBegin) return share;
    const change = frames * this.#step;
    return target > share ? Math.min(target, share + change) : Math.max(target, share - change);
  }

  /** Completes all fades. */
  #settle(): void {
    this.#letGo(true);
    for (const voice of this.#voices) voice.share = voice.target;
  }

  #letGo(fading = false): void {
    this.#voices = this.#voices.filter((voice) => voice === this.#chosen || (!fading && voice.share > 0));
  }

  #voiceOf(fitting: Fitting): Voice {
    const { rule, loss, hearing, fullScaleDbSpl, matchDb } = fitting;
    const key = JSON.stringify([rule, loss, fullScaleDbSpl, matchDb, hearing.left, hearing.right]);
    const playing = this.#voices.find((voice) => voice.key === key);
    if (playing !== undefined) return playing;
    const ear = (audiogram: Audiogram, gainDb: number): EarProcessor =>
      createEar(fitting, audiogram, this.#sampleRate, this.#delay, dbToGain(gainDb));
    const voice: Voice = {
      key,
      ears: [ear(hearing.left, matchDb?.left ?? 0), ear(hearing.right, matchDb?.right ?? 0)],
      share: 0,
      target: 0,
    };
    this.#voices.push(voice);
    return voice;
  }
}
