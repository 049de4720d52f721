import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from '../types.ts';
import { Biquad, highPassSection, identity } from '../biquad.ts';
import { parameterValue } from '../parameters.ts';

const spec = (
  id: string,
  label: string,
  unit: ParameterSpec['unit'],
  taper: ParameterSpec['taper'],
  range: readonly [min: number, max: number, standard: number],
): ParameterSpec => ({ id, label, unit, taper, min: range[0], max: range[1], default: range[2] });

const THRESHOLD = spec('threshold', 'Threshold', 'dB', 'linear', [-60, 0, -24]);
const RATIO = spec('ratio', 'Ratio', ':1', 'log', [1, 20, 2]);
const KNEE = spec('knee', 'Knee', 'dB', 'linear', [0, 24, 6]);
const ATTACK = spec('attack', 'Attack', 'ms', 'log', [0.1, 200, 15]);
const RELEASE = spec('release', 'Release', 'ms', 'log', [10, 1000, 150]);
const MAKE_UP = spec('makeUp', 'Make-up gain', 'dB', 'linear', [0, 24, 0]);
/** At its lowest frequency the side chain is not filtered. */
const SIDE_CHAIN = spec('sideChain', 'Side-chain high-pass', 'Hz', 'log', [20, 500, 20]);
const MIX = spec('mix', 'Mix', '%', 'linear', [0, 100, 100]);

const DB = 20 / Math.LN10;
const MOST_FRAMES = 128;

/**
 * Gain in dB (0 or below) for a constant input level: D. Giannoulis, M. Massberg and J. D. Reiss, "Digital dynamic
 * range compressor design" (JAES 60(6), 2012), equation 4, minus its input.
 */
export function staticGainDb(levelDb: number, thresholdDb: number, ratio: number, kneeDb: number): number {
  const over = levelDb - thresholdDb;
  const slope = 1 / ratio - 1;
  if (2 * over <= -kneeDb) return 0;
  if (2 * over >= kneeDb) return slope * over;
  return (slope * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
}

/** Sets `out` to the greater magnitude of both sides. @returns the greatest of all */
function magnitudes(left: Float32Array, right: Float32Array, out: Float64Array, frames: number): number {
  let loudest = 0;
  for (let n = 0; n < frames; n += 1) {
    const one = Math.abs(left[n]!);
    const other = Math.abs(right[n]!);
    const level = (one + other + Math.abs(one - other)) / 2;
    out[n] = level;
    if (level > loudest) loudest = level;
  }
  return loudest;
}

/** Per-sample coefficient of a one-pole smoother that reaches 1 - 1/e of a step in `ms`. */
const poleOf = (ms: number, sampleRate: number): number => Math.exp(-1000 / (ms * sampleRate));

/** What a block needs to know of the parameters. */
interface Settings {
  readonly threshold: number;
  readonly knee: number;
  /** 1 - 1 / ratio. */
  readonly slope: number;
  /** At and below this magnitude the curve is 0. */
  readonly untouched: number;
  readonly attack: number;
  readonly release: number;
  readonly makeUpDb: number;
  readonly sideChainHz: number;
  readonly mix: number;
}

function settingsOf(params: Readonly<Record<string, number>>, sampleRate: number): Settings {
  const threshold = parameterValue(THRESHOLD, params);
  const knee = parameterValue(KNEE, params);
  return {
    threshold,
    knee,
    slope: 1 - 1 / parameterValue(RATIO, params),
    untouched: 10 ** ((threshold - knee / 2) / 20),
    attack: poleOf(parameterValue(ATTACK, params), sampleRate),
    release: poleOf(parameterValue(RELEASE, params), sampleRate),
    makeUpDb: parameterValue(MAKE_UP, params),
    sideChainHz: parameterValue(SIDE_CHAIN, params),
    mix: parameterValue(MIX, params) / 100,
  };
}

/** -600 dB: keeps the logarithm of silence finite. */
const NOTHING = 1e-30;

class CompressorInstance implements ProcessorInstance {
  readonly #sampleRate: number;
  #params: Readonly<Record<string, number>> | null = null;
  #settings: Settings;
  /** Outputs of the peak stage (release) and the smoothing stage (attack), in dB of reduction, 0 or above. */
  #peak = 0;
  #smooth = 0;
  #makeUpDb = Number.NaN;
  #mix = Number.NaN;
  #threshold = Number.NaN;
  #slope = Number.NaN;
  #deepest = 0;
  /** For each frame of a block: the magnitude, then the reduction in dB, then the gain. */
  #curve = new Float64Array(MOST_FRAMES);
  readonly #sideChain = [new Float32Array(MOST_FRAMES), new Float32Array(MOST_FRAMES)] as const;
  readonly #filter = new Biquad(2);
  readonly #coefficients = identity();
  #sideChainHz = Number.NaN;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#settings = settingsOf({}, sampleRate);
  }

  get gainReductionDb(): number {
    return 0 - this.#deepest; // avoids -0
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    if (params !== this.#params) this.#settings = settingsOf(params, this.#sampleRate);
    this.#params = params;
    const { untouched, sideChainHz, makeUpDb, mix, threshold, slope } = this.#settings;
    const left = channels[0]!;
    const right = channels[channels.length - 1]!;
    if (this.#curve.length < frames) this.#curve = new Float64Array(frames);
    const curve = this.#curve;
    const [heardLeft, heardRight] = this.#heard(left, right, frames, sideChainHz);
    // One pass for each step: the calls of log and exp then don't wait for the detector, nor it for them.
    const loudest = magnitudes(heardLeft, heardRight, curve, frames);
    const moves = threshold !== this.#threshold || slope !== this.#slope;
    if (loudest > untouched || moves) this.#reduce(frames);
    else if (this.#peak === 0 && this.#smooth === 0 && makeUpDb === 0 && this.#makeUpDb === 0) {
      this.#deepest = 0;
      this.#mix = mix;
      return;
    } else curve.fill(0, 0, frames);
    this.#smoothOver(frames);
    this.#toGains(frames);
    for (let n = 0; n < frames; n += 1) left[n]! *= curve[n]!;
    if (right !== left) for (let n = 0; n < frames; n += 1) right[n]! *= curve[n]!;
  }

  /**
   * Turns magnitudes into the reductions of `staticGainDb`, while threshold and ratio move to their values. Without branches: which of its three parts a sample is on
   * can't be predicted, and a wrong prediction costs more than all three. (x + |x|) / 2 is the greater of x and 0.
   */
  #reduce(frames: number): void {
    const { threshold, knee, slope } = this.#settings;
    const curve = this.#curve;
    const bend = knee === 0 ? 0 : 1 / (2 * knee);
    const fromThreshold = Number.isNaN(this.#threshold) ? threshold : this.#threshold;
    const thresholdStep = (threshold - fromThreshold) / frames;
    const fromSlope = Number.isNaN(this.#slope) ? slope : this.#slope;
    const slopeStep = (slope - fromSlope) / frames;
    for (let n = 0; n < frames; n += 1) {
      const over = DB * Math.log(curve[n]! + NOTHING) - (fromThreshold + (n + 1) * thresholdStep);
      const fromStart = over + knee / 2;
      const fromEnd = over - knee / 2;
      const past = (fromEnd + Math.abs(fromEnd)) / 2;
      const within = (fromStart + Math.abs(fromStart)) / 2 - past;
      curve[n] = (fromSlope + (n + 1) * slopeStep) * (within * within * bend + past);
    }
    this.#threshold = threshold;
    this.#slope = slope;
  }

  /** Turns reductions into gains, with make-up gain and mix moving to their values over the block. */
  #toGains(frames: number): void {
    const { makeUpDb, mix } = this.#settings;
    const curve = this.#curve;
    const fromDb = Number.isNaN(this.#makeUpDb) ? makeUpDb : this.#makeUpDb;
    const dbStep = (makeUpDb - fromDb) / frames;
    const fromMix = Number.isNaN(this.#mix) ? mix : this.#mix;
    const mixStep = (mix - fromMix) / frames;
    for (let n = 0; n < frames; n += 1) {
      const share = fromMix + (n + 1) * mixStep;
      const gainDb = fromDb + (n + 1) * dbStep - curve[n]!;
      // Exactly 1 at 0 dB.
      curve[n] = 1 + share * (Math.exp(gainDb / DB) - 1);
    }
    this.#makeUpDb = makeUpDb;
    this.#mix = mix;
  }

  /** Takes the wanted reductions through the peak stage and the smoothing stage. */
  #smoothOver(frames: number): void {
    const { attack, release } = this.#settings;
    const reduction = this.#curve;
    let peak = this.#peak;
    let smooth = this.#smooth;
    let deepest = 0;
    for (let n = 0; n < frames; n += 1) {
      const wanted = reduction[n]!;
      const released = release * peak + (1 - release) * wanted;
      peak = wanted > released ? wanted : released;
      smooth = attack * smooth + (1 - attack) * peak;
      reduction[n] = smooth;
      if (smooth > deepest) deepest = smooth;
    }
    // Far below the resolution of a 32-bit sample; avoids denormal numbers.
    this.#peak = peak < 1e-30 ? 0 : peak;
    this.#smooth = smooth < 1e-30 ? 0 : smooth;
    this.#deepest = deepest;
  }

  /** What the detector hears: both sides as they are, or through a Butterworth high-pass of 12 dB per octave. */
  #heard(
    left: Float32Array,
    right: Float32Array,
    frames: number,
    hz: number,
  ): readonly [Float32Array, Float32Array] {
    if (hz === SIDE_CHAIN.min) {
      this.#filter.reset();
      return [left, right];
    }
    if (hz !== this.#sideChainHz) highPassSection(this.#coefficients, hz, Math.SQRT1_2, this.#sampleRate);
    this.#sideChainHz = hz;
    const [first, second] = this.#sideChain;
    for (let n = 0; n < frames; n += 1) {
      first[n] = left[n]!;
      second[n] = right[n]!;
    }
    this.#filter.process(this.#sideChain, frames, this.#coefficients);
    return this.#sideChain;
  }

  reset(): void {
    this.#peak = 0;
    this.#smooth = 0;
    this.#deepest = 0;
    this.#makeUpDb = Number.NaN;
    this.#mix = Number.NaN;
    this.#threshold = Number.NaN;
    this.#slope = Number.NaN;
    this.#filter.reset();
  }
}

/**
 * Feed-forward compressor in the log domain with the smooth decoupled peak detector of Giannoulis et al. (2012,
 * equation 17). Channels are linked through their greater magnitude; there is no look-ahead. The detector can hear the
 * signal through a high-pass, and the untreated signal can be mixed in.
 */
export const compressor: ProcessorSpec = {
  id: 'compressor',
  version: 1,
  title: 'Compressor',
  parameters: [THRESHOLD, RATIO, KNEE, ATTACK, RELEASE, MAKE_UP, SIDE_CHAIN, MIX],
  create: (sampleRate) => new CompressorInstance(sampleRate),
};
