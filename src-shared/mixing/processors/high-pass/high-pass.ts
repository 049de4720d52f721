import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from '../types.ts';
import { COEFFICIENTS, highPassSection, responseDb, type Coefficients } from '../biquad.ts';
import { Cascade } from '../cascade.ts';
import { parameterValue } from '../parameters.ts';

const FREQUENCY: ParameterSpec = {
  id: 'frequency',
  label: 'Frequency',
  unit: 'Hz',
  min: 20,
  max: 2000,
  taper: 'log',
  default: 60,
};
const SLOPE: ParameterSpec = {
  id: 'slope',
  label: 'Slope',
  unit: '',
  min: 0,
  max: 1,
  taper: 'linear',
  default: 0,
  choices: ['12 dB per octave', '24 dB per octave'],
};

/**
 * Quality factors of a Butterworth filter's sections: 1 / (2·cos θ), where θ is the poles' angle from the real axis.
 */
const SECOND_ORDER = [Math.SQRT1_2] as const;
const FOURTH_ORDER = [1 / (2 * Math.cos((3 * Math.PI) / 8)), 1 / (2 * Math.cos(Math.PI / 8))] as const;

/** Designs both sections; at 12 dB per octave the second is an identity. */
function design(
  out: readonly [Coefficients, Coefficients],
  params: Readonly<Record<string, number>>,
  rate: number,
): void {
  const hz = Math.min(parameterValue(FREQUENCY, params), 0.4 * rate);
  if (parameterValue(SLOPE, params) >= 0.5) {
    highPassSection(out[0], hz, FOURTH_ORDER[0], rate);
    highPassSection(out[1], hz, FOURTH_ORDER[1], rate);
  } else {
    highPassSection(out[0], hz, SECOND_ORDER[0], rate);
    out[1].fill(0);
    out[1][0] = 1;
  }
}

const MOST_FRAMES = 128;

const coefficientPair = (): readonly [Coefficients, Coefficients] => [
  new Float64Array(COEFFICIENTS),
  new Float64Array(COEFFICIENTS),
];

class HighPassInstance implements ProcessorInstance {
  readonly gainReductionDb = 0;
  readonly #sampleRate: number;
  readonly #target = new Float64Array(2 * COEFFICIENTS);
  readonly #pair = [this.#target.subarray(0, COEFFICIENTS), this.#target.subarray(COEFFICIENTS)] as const;
  readonly #sections = new Cascade(2, MOST_FRAMES);
  #frequency = Number.NaN;
  #slope = Number.NaN;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    const frequency = parameterValue(FREQUENCY, params);
    const slope = parameterValue(SLOPE, params);
    const changed = frequency !== this.#frequency || slope !== this.#slope;
    if (changed) design(this.#pair, params, this.#sampleRate);
    this.#frequency = frequency;
    this.#slope = slope;
    this.#sections.process(channels, frames, this.#target, changed);
  }

  reset(): void {
    this.#sections.reset();
  }
}

/** Butterworth high-pass, 12 or 24 dB per octave. */
export const highPass: ProcessorSpec = {
  id: 'high-pass',
  version: 1,
  title: 'High-pass',
  parameters: [FREQUENCY, SLOPE],
  create: (sampleRate) => new HighPassInstance(sampleRate),
  response: (params, sampleRate) => {
    const pair = coefficientPair();
    design(pair, params, sampleRate);
    return (hz) => responseDb(pair[0], sampleRate, hz) + responseDb(pair[1], sampleRate, hz);
  },
};
