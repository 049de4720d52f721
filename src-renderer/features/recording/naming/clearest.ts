/** Half open, in buckets. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A passage in which a stem has less than this share of its loudest passage's energy says little about it. */
const LEAST_SHARE_OF_LOUDEST = 0.1;

/**
 * Where each stem has the highest share of the energy of all.
 * @param energies by stem and bucket, all of one length; the last of them may be the rest
 * @param width of a passage in buckets, at least 1; shorter where there are fewer
 * @returns for each stem its passage, the earliest of equal ones; null for silence
 */
export function clearestPassages(energies: readonly ArrayLike<number>[], width: number): (Span | null)[] {
  const count = energies[0]?.length ?? 0;
  const length = Math.min(Math.max(1, width), count);
  const sums = energies.map((energy) => windowSums(energy, length));
  return sums.map((own) => {
    const loudest = own.reduce((most, sum) => Math.max(most, sum), 0);
    let best: { readonly at: number; readonly share: number } | null = null;
    for (const [at, sum] of own.entries()) {
      if (sum === 0 || sum < LEAST_SHARE_OF_LOUDEST * loudest) continue;
      const share = sum / sums.reduce((total, other) => total + (other[at] ?? 0), 0);
      if (best === null || share > best.share) best = { at, share };
    }
    return best === null ? null : { from: best.at, to: best.at + length };
  });
}

/** The sum of each window of `length` values. */
function windowSums(values: ArrayLike<number>, length: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, values.length - length + 1) }, (_, at) => {
    let sum = 0;
    for (let n = at; n < at + length; n += 1) sum += values[n] ?? 0;
    return sum;
  });
}

/**
 * The energy of each bucket, as far as its highest peak tells.
 * @param peaks `[channel][bucket][min, max]`
 */
export function energyOf({
  channels,
  buckets,
  data,
}: {
  readonly channels: number;
  readonly buckets: number;
  readonly data: Int16Array;
}): Float64Array {
  return Float64Array.from({ length: buckets }, (_, bucket) => {
    let energy = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      const at = 2 * (channel * buckets + bucket);
      energy += Math.max(Math.abs(data[at] ?? 0), Math.abs(data[at + 1] ?? 0)) ** 2;
    }
    return energy;
  });
}
