import { COEFFICIENTS } from '../biquad.ts';
import { Cascade, cascadeDb } from '../cascade.ts';
import { parameterValue } from '../parameters.ts';
import type { ProcessorInstance, ProcessorSpec } from '../types.ts';
import { BANDS, isOn, settingOf, type BandSpec } from './bands.ts';
import { designBand, MOST_SECTIONS } from './design.ts';

const BAND_SIZE = MOST_SECTIONS * COEFFICIENTS;
/** Parameters that decide a band's sections, in the order in which `BandParts` keeps them. */
const PARTS = ['on', 'kind', 'frequency', 'gain', 'q', 'slope'] as const;
const MOST_FRAMES = 128;

function design(
  out: Float64Array,
  spec: BandSpec,
  params: Readonly<Record<string, number>>,
  rate: number,
): void {
  if (isOn(spec, params)) {
    designBand(out, settingOf(spec, params), rate);
    return;
  }
  out.fill(0);
  for (let at = 0; at < out.length; at += COEFFICIENTS) out[at] = 1;
}

class EqualiserInstance implements ProcessorInstance {
  readonly gainReductionDb = 0;
  readonly #sampleRate: number;
  readonly #target = new Float64Array(BANDS.length * BAND_SIZE);
  readonly #bands = BANDS.map((_, band) => this.#target.subarray(band * BAND_SIZE, (band + 1) * BAND_SIZE));
  /** The parameters that `#target` was designed for. */
  readonly #designed = new Float64Array(BANDS.length * PARTS.length).fill(Number.NaN);
  #params: Readonly<Record<string, number>> | null = null;
  readonly #cascade = new Cascade(BANDS.length * MOST_SECTIONS, MOST_FRAMES);

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void {
    const changed = params !== this.#params && this.#follow(params);
    this.#params = params;
    this.#cascade.process(channels, frames, this.#target, changed);
  }

  /** Designs the bands whose parameters changed. @returns whether there were any */
  #follow(params: Readonly<Record<string, number>>): boolean {
    let changed = false;
    for (let band = 0; band < BANDS.length; band += 1) {
      const spec = BANDS[band]!;
      if (!this.#read(spec, band * PARTS.length, params)) continue;
      design(this.#bands[band]!, spec, params, this.#sampleRate);
      changed = true;
    }
    return changed;
  }

  reset(): void {
    this.#cascade.reset();
  }

  /** @returns whether a parameter of the band changed */
  #read(spec: BandSpec, at: number, params: Readonly<Record<string, number>>): boolean {
    let changed = false;
    for (let part = 0; part < PARTS.length; part += 1) {
      const value = parameterValue(spec[PARTS[part]!], params);
      if (value !== this.#designed[at + part]) changed = true;
      this.#designed[at + part] = value;
    }
    return changed;
  }
}

/** Up to twelve bands of any kind. Bands that are off, or at 0 dB, pass their input bit for bit. */
export const equaliser: ProcessorSpec = {
  id: 'equaliser',
  version: 2,
  title: 'Equaliser',
  parameters: BANDS.flatMap((spec) => PARTS.map((part) => spec[part])),
  create: (sampleRate) => new EqualiserInstance(sampleRate),
  response: (params, sampleRate) => {
    const sections = new Float64Array(BANDS.length * BAND_SIZE);
    BANDS.forEach((spec, band) => {
      design(sections.subarray(band * BAND_SIZE, (band + 1) * BAND_SIZE), spec, params, sampleRate);
    });
    return (hz) => cascadeDb(sections, sampleRate, hz);
  },
};

/** Magnitude response in dB of one band, which is drawn on its own. */
export function bandResponse(
  spec: BandSpec,
  params: Readonly<Record<string, number>>,
  sampleRate: number,
): (hz: number) => number {
  const sections = new Float64Array(BAND_SIZE);
  design(sections, spec, params, sampleRate);
  return (hz) => cascadeDb(sections, sampleRate, hz);
}
