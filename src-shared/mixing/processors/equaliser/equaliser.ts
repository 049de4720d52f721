import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from '../types.ts';
import { Biquad, COEFFICIENTS, responseDb } from '../biquad.ts';
import { parameterValue } from '../parameters.ts';
import { designBand, type BandKind } from './design.ts';

export interface BandSpec {
  readonly id: string;
  readonly title: string;
  readonly kind: BandKind;
  readonly frequency: ParameterSpec;
  readonly gain: ParameterSpec;
  /** Null for shelves, whose Q is fixed at 1/√2: the steepest without overshoot. */
  readonly q: ParameterSpec | null;
}

function band(
  id: string,
  title: string,
  kind: BandKind,
  range: readonly [min: number, max: number, standard: number],
): BandSpec {
  const [min, max, standard] = range;
  return {
    id,
    title,
    kind,
    frequency: {
      id: `${id}Frequency`,
      label: `${title} frequency`,
      unit: 'Hz',
      min,
      max,
      taper: 'log',
      default: standard,
    },
    gain: {
      id: `${id}Gain`,
      label: `${title} gain`,
      unit: 'dB',
      min: -15,
      max: 15,
      taper: 'linear',
      default: 0,
    },
    q:
      kind === 'bell'
        ? { id: `${id}Q`, label: `${title} Q`, unit: 'Q', min: 0.3, max: 6, taper: 'log', default: 0.9 }
        : null,
  };
}

export const BANDS: readonly BandSpec[] = [
  band('low', 'Low shelf', 'low-shelf', [40, 800, 150]),
  band('lowMid', 'Low mid', 'bell', [60, 4000, 500]),
  band('highMid', 'High mid', 'bell', [400, 16_000, 3000]),
  band('high', 'High shelf', 'high-shelf', [1500, 16_000, 8000]),
];

interface Setting {
  hz: number;
  gainDb: number;
  q: number;
}

const unset = (): Setting => ({ hz: Number.NaN, gainDb: Number.NaN, q: Number.NaN });

/** Reads a band's parameters into `into`; returns true if they changed. */
function read(spec: BandSpec, params: Readonly<Record<string, number>>, into: Setting): boolean {
  const hz = parameterValue(spec.frequency, params);
  const gainDb = parameterValue(spec.gain, params);
  const q = spec.q === null ? Math.SQRT1_2 : parameterValue(spec.q, params);
  const changed = hz !== into.hz || gainDb !== into.gainDb || q !== into.q;
  into.hz = hz;
  into.gainDb = gainDb;
  into.q = q;
  return changed;
}

class EqualiserInstance implements ProcessorInstance {
  readonly gainReductionDb = 0;
  readonly #sampleRate: number;
  readonly #settings = BANDS.map(unset);
  readonly #targets = BANDS.map(() => new Float64Array(COEFFICIENTS));
  readonly #filters: readonly Biquad[];

  constructor(sampleRate: number, channels: number) {
    this.#sampleRate = sampleRate;
    this.#filters = BANDS.map(() => new Biquad(channels));
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    for (let i = 0; i < BANDS.length; i += 1) {
      const spec = BANDS[i]!;
      const setting = this.#settings[i]!;
      const target = this.#targets[i]!;
      if (read(spec, params, setting)) {
        designBand(target, spec.kind, setting.hz, setting.gainDb, setting.q, this.#sampleRate);
      }
      this.#filters[i]!.process(channels, frames, target);
    }
  }

  reset(): void {
    for (const filter of this.#filters) filter.reset();
  }
}

/** Low shelf, two bells and a high shelf. Bands at 0 dB pass their input bit for bit. */
export const equaliser: ProcessorSpec = {
  id: 'equaliser',
  version: 1,
  title: 'Equaliser',
  parameters: BANDS.flatMap((spec) => [spec.frequency, spec.gain, ...(spec.q === null ? [] : [spec.q])]),
  create: (sampleRate, channels) => new EqualiserInstance(sampleRate, channels),
  response: (params, sampleRate, hz) => {
    const coefficients = new Float64Array(COEFFICIENTS);
    const setting = unset();
    let db = 0;
    for (const spec of BANDS) {
      read(spec, params, setting);
      designBand(coefficients, spec.kind, setting.hz, setting.gainDb, setting.q, sampleRate);
      db += responseDb(coefficients, sampleRate, hz);
    }
    return db;
  },
};
