import { COEFFICIENTS } from './biquad.ts';

/** Filter states below this are set to zero: -600 dB, well before denormal numbers slow down processing. */
const NOTHING = 1e-30;

/** Steady sections are searched this often for those that have become silent. */
const BLOCKS_BETWEEN_SEARCHES = 64;

/**
 * A fixed number of second-order sections in series for one or two channels, transposed direct form II, in float64
 * throughout: the output is rounded once. Coefficients are interpolated linearly over the block, as in `Biquad`. A
 * section whose numerator equals its denominator passes its input bit for bit once its state has decayed.
 */
export class Cascade {
  readonly #now: Float64Array;
  readonly #step: Float64Array;
  /** `[left s1, left s2, right s1, right s2]` of each section. */
  readonly #state: Float64Array;
  /** Two channels side by side: one loop over both is nearly as fast as over one. */
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  /** The sections that do something, first to last. */
  readonly #active: Int32Array;
  #activeCount = 0;
  #untilSearch = 0;
  #moving = false;
  #started = false;

  /** @param frames the most that are processed at once */
  constructor(sections: number, frames: number) {
    this.#now = new Float64Array(sections * COEFFICIENTS);
    this.#step = new Float64Array(sections * COEFFICIENTS);
    this.#state = new Float64Array(4 * sections);
    this.#active = new Int32Array(sections);
    this.#left = new Float64Array(frames);
    this.#right = new Float64Array(frames);
  }

  reset(): void {
    this.#state.fill(0);
    this.#started = false;
  }

  /**
   * Filters one or two channels in place. The coefficients (sections of `[b0, b1, b2, a1, a2]`) reach `target` at the
   * block's last sample; the first block after a reset uses `target` throughout.
   * @param changed whether `target` differs from the previous call's
   */
  process(channels: readonly Float32Array[], frames: number, target: Float64Array, changed: boolean): void {
    if (!this.#started) this.#now.set(target);
    const search = changed || this.#moving || !this.#started || this.#untilSearch === 0;
    this.#started = true;
    if (search) this.#search(target, frames);
    this.#untilSearch -= 1;
    if (this.#activeCount === 0) return;
    const first = channels[0]!;
    const second = channels[1];
    const left = this.#left;
    const right = this.#right;
    for (let n = 0; n < frames; n += 1) left[n] = first[n]!;
    if (second === undefined) right.fill(0);
    else for (let n = 0; n < frames; n += 1) right[n] = second[n]!;
    for (let i = 0; i < this.#activeCount; i += 1) {
      if (this.#moving) this.#runMoving(frames, this.#active[i]!);
      else this.#runSteady(frames, this.#active[i]!);
    }
    for (let n = 0; n < frames; n += 1) first[n] = left[n]!;
    if (second !== undefined) for (let n = 0; n < frames; n += 1) second[n] = right[n]!;
    if (this.#moving) this.#now.set(target);
  }

  /** Finds the steps to `target` and the sections that are not transparent. */
  #search(target: Float64Array, frames: number): void {
    this.#moving = false;
    this.#activeCount = 0;
    this.#untilSearch = BLOCKS_BETWEEN_SEARCHES;
    for (let section = 0; section < this.#active.length; section += 1) {
      let steady = true;
      for (let i = section * COEFFICIENTS; i < (section + 1) * COEFFICIENTS; i += 1) {
        const step = (target[i]! - this.#now[i]!) / frames;
        this.#step[i] = step;
        if (step !== 0) steady = false;
      }
      if (!steady) this.#moving = true;
      else if (this.#isTransparent(section)) continue;
      this.#active[this.#activeCount] = section;
      this.#activeCount += 1;
    }
  }

  #isTransparent(section: number): boolean {
    const c = this.#now;
    const at = section * COEFFICIENTS;
    if (c[at] !== 1 || c[at + 1] !== c[at + 3] || c[at + 2] !== c[at + 4]) return false;
    for (let i = 4 * section; i < 4 * section + 4; i += 1) if (this.#state[i] !== 0) return false;
    return true;
  }

  #runSteady(frames: number, section: number): void {
    const c = this.#now;
    const at = section * COEFFICIENTS;
    const b0 = c[at]!;
    const b1 = c[at + 1]!;
    const b2 = c[at + 2]!;
    const a1 = c[at + 3]!;
    const a2 = c[at + 4]!;
    const left = this.#left;
    const right = this.#right;
    const state = this.#state;
    const stateAt = 4 * section;
    let l1 = state[stateAt]!;
    let l2 = state[stateAt + 1]!;
    let r1 = state[stateAt + 2]!;
    let r2 = state[stateAt + 3]!;
    for (let n = 0; n < frames; n += 1) {
      const x = left[n]!;
      const y = b0 * x + l1;
      l1 = b1 * x - a1 * y + l2;
      l2 = b2 * x - a2 * y;
      left[n] = y;
      const u = right[n]!;
      const v = b0 * u + r1;
      r1 = b1 * u - a1 * v + r2;
      r2 = b2 * u - a2 * v;
      right[n] = v;
    }
    this.#keep(stateAt, l1, l2, r1, r2);
  }

  #runMoving(frames: number, section: number): void {
    const c = this.#now;
    const d = this.#step;
    const at = section * COEFFICIENTS;
    const left = this.#left;
    const right = this.#right;
    const state = this.#state;
    const stateAt = 4 * section;
    let l1 = state[stateAt]!;
    let l2 = state[stateAt + 1]!;
    let r1 = state[stateAt + 2]!;
    let r2 = state[stateAt + 3]!;
    for (let n = 0; n < frames; n += 1) {
      const t = n + 1;
      const b0 = c[at]! + t * d[at]!;
      const b1 = c[at + 1]! + t * d[at + 1]!;
      const b2 = c[at + 2]! + t * d[at + 2]!;
      const a1 = c[at + 3]! + t * d[at + 3]!;
      const a2 = c[at + 4]! + t * d[at + 4]!;
      const x = left[n]!;
      const y = b0 * x + l1;
      l1 = b1 * x - a1 * y + l2;
      l2 = b2 * x - a2 * y;
      left[n] = y;
      const u = right[n]!;
      const v = b0 * u + r1;
      r1 = b1 * u - a1 * v + r2;
      r2 = b2 * u - a2 * v;
      right[n] = v;
    }
    this.#keep(stateAt, l1, l2, r1, r2);
  }

  #keep(at: number, l1: number, l2: number, r1: number, r2: number): void {
    this.#state[at] = Math.abs(l1) < NOTHING ? 0 : l1;
    this.#state[at + 1] = Math.abs(l2) < NOTHING ? 0 : l2;
    this.#state[at + 2] = Math.abs(r1) < NOTHING ? 0 : r1;
    this.#state[at + 3] = Math.abs(r2) < NOTHING ? 0 : r2;
  }
}

/** Magnitude in dB at `hz` of sections of `[b0, b1, b2, a1, a2]` in series. */
export function cascadeDb(sections: Float64Array, sampleRate: number, hz: number): number {
  const ω = (2 * Math.PI * hz) / sampleRate;
  const [c1, s1, c2, s2] = [Math.cos(ω), Math.sin(ω), Math.cos(2 * ω), Math.sin(2 * ω)];
  const power = (p0: number, p1: number, p2: number): number =>
    (p0 + p1 * c1 + p2 * c2) ** 2 + (p1 * s1 + p2 * s2) ** 2;
  let ratio = 1;
  for (let at = 0; at < sections.length; at += COEFFICIENTS) {
    ratio *=
      power(sections[at]!, sections[at + 1]!, sections[at + 2]!) /
      power(1, sections[at + 3]!, sections[at + 4]!);
  }
  return 10 * Math.log10(ratio);
}
