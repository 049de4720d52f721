/** Half open, in buckets. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A passage in which a stem has less than this share of its loudest passage's energy says little about it. */
const LEAST_SHARE_OF_LOUDEST = 0.1;

/** A passage apart from the others is taken if the stem has this share there of what it has where it is clearest. */
const LEAST_SHARE_APART = 0.5;

/**
 * Where each stem has the highest share of the energy of all: passages apart from each other where that is nearly as
 * clear, since two stems that are heard at one time are harder to tell apart.
 * @param energies by stem and bucket, all of one length
 * @param width of a passage in buckets, at least 1; shorter where there are fewer
 * @param others what sounds meanwhile and gets no passage, such as the rest
 * @returns for each stem its passage, the earliest of equal ones; null for silence
 */
export function clearestPassages(
  energies: readonly ArrayLike<number>[],
  width: number,
  others: readonly ArrayLike<number>[] = [],
): (Span | null)[] {
  const count = energies[0]?.length ?? 0;
  const length = Math.min(Math.max(1, width), count);
  const sums = energies.map((energy) => windowSums(energy, length));
  const all = [...sums, ...others.map((energy) => windowSums(energy, length))];
  const shares = sums.map((own) => sharesOf(own, all));
  const best = shares.map((own) => highest(own, () => true));
  const taken: number[] = [];
  const passages = new Array<Span | null>(sums.length).fill(null);
  // The clearest of all keeps its place.
  const order = [...best.entries()].sort(([, a], [, b]) => (b?.share ?? 0) - (a?.share ?? 0));
  for (const [stem, clearest] of order) {
    if (clearest === null) continue;
    const own = shares[stem] ?? [];
    const apart = highest(own, (at) => taken.every((other) => Math.abs(at - other) >= length));
    const isClear = apart !== null && apart.share >= LEAST_SHARE_APART * clearest.share;
    const { at } = isClear ? apart : clearest;
    taken.push(at);
    passages[stem] = { from: at, to: at + length };
  }
  return passages;
}

/** A stem's share of all energy in each window; 0 where the stem hardly plays. */
function sharesOf(own: Float64Array, all: readonly Float64Array[]): number[] {
  const loudest = own.reduce((most, sum) => Math.max(most, sum), 0);
  return [...own].map((sum, at) =>
    sum === 0 || sum < LEAST_SHARE_OF_LOUDEST * loudest
      ? 0
      : sum / all.reduce((total, other) => total + (other[at] ?? 0), 0),
  );
}

/** The window of the highest share among those that may be taken, the earliest of equal ones; null if all are silent. */
function highest(
  shares: readonly number[],
  mayTake: (at: number) => boolean,
): { readonly at: number; readonly share: number } | null {
  let best: { readonly at: number; readonly share: number } | null = null;
  for (const [at, share] of shares.entries()) {
    if (share > (best?.share ?? 0) && mayTake(at)) best = { at, share };
  }
  return best;
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
