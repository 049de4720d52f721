/** Metrics of one estimate in dB; +Infinity for a perfect one. All are null if the reference is silent. */
export interface StemMetrics {
  readonly sdr: number | null;
  readonly siSdr: number | null;
  /** Relative to the unprocessed mixture; null if none was given. */
  readonly sdrImprovement: number | null;
  readonly siSdrImprovement: number | null;
  readonly silent: boolean;
}

/** RMS bound shared with the recipes: a reference below it has no metrics. */
export const SILENCE_RMS = 1e-5;

/**
 * SDR and SI-SDR of one stem over a whole file, in constant memory.
 *
 * SDR = 10·log10(‖s‖² / ‖s - ŝ‖²). SI-SDR (J. Le Roux et al., "SDR - half-baked or well done?", 2019): with the means
 * removed and α = ⟨ŝ, s⟩ / ‖s‖², 10·log10(‖αs‖² / ‖αs - ŝ‖²). Several channels count as one long vector with one α;
 * means are removed in each channel. A reference below -100 dBFS RMS is silent.
 */
export class StemMetricsMeter {
  readonly #estimate: PairSums;
  readonly #mixture: PairSums | null;

  constructor(channels: number, withMixture: boolean) {
    this.#estimate = new PairSums(channels);
    this.#mixture = withMixture ? new PairSums(channels) : null;
  }

  /** Planar blocks of equal length. */
  push(
    reference: readonly Float32Array[],
    estimate: readonly Float32Array[],
    mixture: readonly Float32Array[] | null,
  ): void {
    this.#estimate.push(reference, estimate);
    if ((mixture === null) !== (this.#mixture === null))
      throw new Error('a mixture is given always or never');
    if (mixture !== null) this.#mixture?.push(reference, mixture);
  }

  /** RMS of the reference so far, over all samples and channels. */
  get referenceRms(): number {
    return this.#estimate.referenceRms;
  }

  result(): StemMetrics {
    if (this.#estimate.referenceRms < SILENCE_RMS) {
      return { sdr: null, siSdr: null, sdrImprovement: null, siSdrImprovement: null, silent: true };
    }
    const sdr = this.#estimate.sdr();
    const siSdr = this.#estimate.siSdr();
    return {
      sdr,
      siSdr,
      sdrImprovement: this.#mixture === null ? null : sdr - this.#mixture.sdr(),
      siSdrImprovement: this.#mixture === null ? null : siSdr - this.#mixture.siSdr(),
      silent: false,
    };
  }
}

/** Running sums over one reference and one other signal: per channel n, Σs, Σx, Σs², Σx², Σsx, Σ(s-x)². */
class PairSums {
  readonly #sums: readonly Float64Array[];

  constructor(channels: number) {
    this.#sums = Array.from({ length: channels }, () => new Float64Array(7));
  }

  push(reference: readonly Float32Array[], other: readonly Float32Array[]): void {
    this.#sums.forEach((sums, channel) => {
      const s = reference[channel];
      const x = other[channel];
      if (s === undefined || x === undefined || s.length !== x.length) {
        throw new Error('reference and estimate must have the same channels and lengths');
      }
      accumulate(sums, s, x);
    });
  }

  get referenceRms(): number {
    const samples = this.#total((sums) => sums[0]!);
    return samples === 0 ? 0 : Math.sqrt(this.referenceEnergy / samples);
  }

  get referenceEnergy(): number {
    return this.#total((sums) => sums[3]!);
  }

  sdr(): number {
    return ratioDb(
      this.referenceEnergy,
      this.#total((sums) => sums[6]!),
    );
  }

  siSdr(): number {
    const ss = this.#total((sums) => sums[3]! - sums[1]! ** 2 / sums[0]!);
    const xx = this.#total((sums) => sums[4]! - sums[2]! ** 2 / sums[0]!);
    const sx = this.#total((sums) => sums[5]! - (sums[1]! * sums[2]!) / sums[0]!);
    const target = ss > 0 ? sx ** 2 / ss : 0;
    return ratioDb(target, Math.max(0, xx - target));
  }

  #total(of: (sums: Float64Array) => number): number {
    return this.#sums.reduce((total, sums) => total + of(sums), 0);
  }
}

function accumulate(sums: Float64Array, s: Float32Array, x: Float32Array): void {
  let [sumS, sumX, ss, xx, sx, ee] = [0, 0, 0, 0, 0, 0];
  for (let n = 0; n < s.length; n += 1) {
    const a = s[n]!;
    const b = x[n]!;
    sumS += a;
    sumX += b;
    ss += a * a;
    xx += b * b;
    sx += a * b;
    ee += (a - b) * (a - b);
  }
  [s.length, sumS, sumX, ss, xx, sx, ee].forEach((value, index) => {
    sums[index]! += value;
  });
}

function ratioDb(signal: number, error: number): number {
  if (signal === 0) return -Infinity;
  return error === 0 ? Infinity : 10 * Math.log10(signal / error);
}
