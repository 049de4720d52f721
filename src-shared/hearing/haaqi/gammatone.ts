import { CENTRES_HZ, EAR_Q, LEAST_BANDWIDTH_HZ } from './loss.ts';
import { MODEL_RATE } from './prepare.ts';

/** The output of an auditory filter: its envelope and the motion of the basilar membrane. */
export interface Filtered {
  readonly envelope: Float64Array;
  readonly motion: Float64Array;
}

/**
 * Gammatone filters of 4th order around one centre frequency, at any bandwidth: the signal is moved to 0 Hz, filtered
 * there by (1 + 4a z⁻¹ + 4a² z⁻²) / (1 - a z⁻¹)⁴, a = exp(-2π·1.019·ERB·bandwidth / rate), and moved back (M. Cooke,
 * Modelling Auditory Processing and Organisation, 1993).
 */
export class GammatoneBand {
  readonly #hz: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(band: number, samples: number) {
    this.#hz = CENTRES_HZ[band]!;
    this.#cos = new Float64Array(samples);
    this.#sin = new Float64Array(samples);
    const step = (2 * Math.PI * this.#hz) / MODEL_RATE;
    for (let from = 0; from < samples; from += RESYNC)
      this.#turn(from, Math.min(samples, from + RESYNC), step);
  }

  /** The carrier by rotation, begun again often enough that rounding does not add up. */
  #turn(from: number, to: number, step: number): void {
    let c = Math.cos(step * from);
    let s = Math.sin(step * from);
    const stepCos = Math.cos(step);
    const stepSin = Math.sin(step);
    for (let n = from; n < to; n += 1) {
      this.#cos[n] = c;
      this.#sin[n] = s;
      const next = c * stepCos - s * stepSin;
      s = s * stepCos + c * stepSin;
      c = next;
    }
  }

  envelope(signal: Float64Array, bandwidth: number): Float64Array {
    return this.#filter(signal, bandwidth, null);
  }

  filter(signal: Float64Array, bandwidth: number): Filtered {
    const motion = new Float64Array(signal.length);
    return { envelope: this.#filter(signal, bandwidth, motion), motion };
  }

  #filter(signal: Float64Array, bandwidth: number, motion: Float64Array | null): Float64Array {
    const { pole: a, gain } = coefficients(this.#hz, bandwidth);
    const [b1, b2] = [4 * a, 4 * a * a];
    const out = new Float64Array(signal.length);
    let [r1, r2, r3, r4, i1, i2, i3, i4] = [0, 0, 0, 0, 0, 0, 0, 0];
    let [ur1, ur2, ui1, ui2] = [0, 0, 0, 0];
    for (let n = 0; n < signal.length; n += 1) {
      const c = this.#cos[n]!;
      const s = this.#sin[n]!;
      const x = signal[n]!;
      const ur = x * c;
      const ui = x * s;
      r1 = ur + b1 * ur1 + b2 * ur2 + a * r1;
      i1 = ui + b1 * ui1 + b2 * ui2 + a * i1;
      ur2 = ur1;
      ur1 = ur;
      ui2 = ui1;
      ui1 = ui;
      r2 = r1 + a * r2;
      i2 = i1 + a * i2;
      r3 = r2 + a * r3;
      i3 = i2 + a * i3;
      r4 = r3 + a * r4;
      i4 = i3 + a * i4;
      out[n] = gain * Math.sqrt(r4 * r4 + i4 * i4);
      if (motion !== null) motion[n] = gain * (r4 * c + i4 * s);
    }
    return out;
  }
}

const RESYNC = 512;

function coefficients(hz: number, bandwidth: number): { readonly pole: number; readonly gain: number } {
  const erb = LEAST_BANDWIDTH_HZ + hz / EAR_Q;
  const pole = Math.exp((-2 * Math.PI * 1.019 * erb * bandwidth) / MODEL_RATE);
  const gain = (2 * (1 - pole) ** 4) / (1 + 4 * pole + 4 * pole * pole);
  return { pole, gain };
}

/** Group delay of the filter at its centre, in whole samples. */
export function groupDelay(band: number, bandwidth: number): number {
  const { pole: a } = coefficients(CENTRES_HZ[band]!, bandwidth);
  const numerator = (4 * a + 8 * a * a) / (1 + 4 * a + 4 * a * a);
  return Math.round(numerator + (4 * a) / (1 - a));
}
