import { OFFSET } from './integrated-loudness.ts';

const LOWEST_LUFS = -70;
const HIGHEST_LUFS = 20;
const BINS_PER_LU = 20;
/** ITU-R BS.1770: blocks this far below the loudness of all audible ones don't count. */
const LOUDNESS_GATE_LU = -10;
/** EBU Tech 3342: the range leaves out windows this far below the loudness of all audible ones. */
const RANGE_GATE_LU = -20;
const LOWER_SHARE = 0.1;
const UPPER_SHARE = 0.95;

/**
 * Loudness of blocks or windows of a programme of any length, in a fixed amount of memory: for each twentieth of an LU, how
 * many there were and their power. Only what lies within a twentieth of an LU of a gate may fall on its wrong side.
 */
export class LoudnessHistogram {
  readonly #counts = new Float64Array((HIGHEST_LUFS - LOWEST_LUFS) * BINS_PER_LU);
  readonly #powers = new Float64Array((HIGHEST_LUFS - LOWEST_LUFS) * BINS_PER_LU);

  /** @param power K-weighted mean square, summed over the channels; what is below the absolute gate is left out */
  add(power: number): void {
    const lufs = OFFSET + 10 * Math.log10(power);
    if (!(lufs > LOWEST_LUFS)) return;
    const bin = Math.min(this.#counts.length - 1, binOf(lufs));
    this.#counts[bin]! += 1;
    this.#powers[bin]! += power;
  }

  /** Loudness of what passes the relative gate, LUFS; null if there is nothing. */
  gatedLufs(): number | null {
    const gate = this.#gate(LOUDNESS_GATE_LU);
    return gate === null ? null : this.#lufsFrom(gate);
  }

  /** Loudness range in LU; null if there is nothing. */
  rangeLu(): number | null {
    const gate = this.#gate(RANGE_GATE_LU);
    if (gate === null) return null;
    let total = 0;
    for (let bin = gate; bin < this.#counts.length; bin += 1) total += this.#counts[bin]!;
    return this.#percentile(gate, total, UPPER_SHARE) - this.#percentile(gate, total, LOWER_SHARE);
  }

  /** The first bin above a gate relative to the loudness of everything. */
  #gate(relativeLu: number): number | null {
    const all = this.#lufsFrom(0);
    return all === null ? null : Math.max(0, binOf(all + relativeLu));
  }

  #lufsFrom(first: number): number | null {
    let count = 0;
    let power = 0;
    for (let bin = first; bin < this.#counts.length; bin += 1) {
      count += this.#counts[bin]!;
      power += this.#powers[bin]!;
    }
    return count === 0 ? null : OFFSET + 10 * Math.log10(power / count);
  }

  /** The loudness below which a share of the windows from `first` on lies. */
  #percentile(first: number, total: number, share: number): number {
    const wanted = Math.round((total - 1) * share) + 1;
    let seen = 0;
    for (let bin = first; bin < this.#counts.length; bin += 1) {
      seen += this.#counts[bin]!;
      if (seen >= wanted) return LOWEST_LUFS + (bin + 0.5) / BINS_PER_LU;
    }
    return HIGHEST_LUFS;
  }
}

const binOf = (lufs: number): number => Math.floor((lufs - LOWEST_LUFS) * BINS_PER_LU);
