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

/** Per-sample coefficient of a one-pole smoother that reaches 1 - 1/e of a step in `ms`. */
const poleOf = (ms: number, sampleRate: number): number => Math.exp(-1000 / (ms * sampleRate));

class CompressorInstance implements ProcessorInstance {
  readonly #sampleRate: number;
  /** Outputs of the peak stage (release) and the smoothing stage (attack), in dB of reduction, 0 or above. */
  #peak = 0;
  #smooth = 0;
  #makeUpDb = Number.NaN;
  #mix = Number.NaN;
  #deepest = 0;
  /** For each frame of a block: the reduction in dB, then the gain. */
  #reduction = new Float64Array(MOST_FRAMES);
  readonly #sideChain = [new Float32Array(MOST_FRAMES), new Float32Array(MOST_FRAMES)] as const;
  readonly #filter = new Biquad(2);
  readonly #coefficients = identity();
  #sideChainHz = Number.NaN;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  get gainReductionDb(): number {
    return 0 - this.#deepest; // avoids -0
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    const threshold = parameterValue(THRESHOLD, params);
    const ratio = parameterValue(RATIO, params);
    const knee = parameterValue(KNEE, params);
    const attack = poleOf(parameterValue(ATTACK, params), this.#sampleRate);
    const release = poleOf(parameterValue(RELEASE, params), this.#sampleRate);
    const makeUp = parameterValue(MAKE_UP, params);
    if (Number.isNaN(this.#makeUpDb)) this.#makeUpDb = makeUp;
    const fromMakeUp = this.#makeUpDb;
    const makeUpStep = (makeUp - fromMakeUp) / frames;
    // Below its knee the curve is 0, so the logarithm can be skipped.
    const untouched = 10 ** ((threshold - knee / 2) / 20);
    const left = channels[0]!;
    const right = channels[channels.length - 1]!;
    const [heardLeft, heardRight] = this.#heard(left, right, frames, parameterValue(SIDE_CHAIN, params));
    const mix = parameterValue(MIX, params) / 100;
    const fromMix = Number.isNaN(this.#mix) ? mix : this.#mix;
    const mixStep = (mix - fromMix) / frames;
    if (this.#reduction.length < frames) this.#reduction = new Float64Array(frames);
    const reduction = this.#reduction;
    // One pass for each step: the calls of log and exp then don't wait for the detector, nor it for them.
    for (let n = 0; n < frames; n += 1) {
      const one = Math.abs(heardLeft[n]!);
      const other = Math.abs(heardRight[n]!);
      const level = one > other ? one : other;
      reduction[n] = level <= untouched ? 0 : -staticGainDb(DB * Math.log(level), threshold, ratio, knee);
    }
    this.#smoothOver(frames, attack, release);
    for (let n = 0; n < frames; n += 1) {
      const gainDb = fromMakeUp + (n + 1) * makeUpStep - reduction[n]!;
      const share = fromMix + (n + 1) * mixStep;
      reduction[n] = gainDb === 0 ? 1 : 1 - share + share * Math.exp(gainDb / DB);
    }
    for (let n = 0; n < frames; n += 1) left[n]! *= reduction[n]!;
    if (right !== left) for (let n = 0; n < frames; n += 1) right[n]! *= reduction[n]!;
    this.#makeUpDb = makeUp;
    this.#mix = mix;
  }

  /** Takes the wanted reductions through the peak stage and the smoothing stage. */
  #smoothOver(frames: number, attack: number, release: number): void {
    const reduction = this.#reduction;
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
