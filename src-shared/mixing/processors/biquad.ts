/** Transfer function (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²), as `[b0, b1, b2, a1, a2]`. */
export type Coefficients = Float64Array;

export const COEFFICIENTS = 5;

export function identity(): Coefficients {
  return Float64Array.of(1, 0, 0, 0, 0);
}

/** Magnitude in dB at `hz`. */
export function responseDb(c: Coefficients, sampleRate: number, hz: number): number {
  const w = (2 * Math.PI * hz) / sampleRate;
  const power = (p0: number, p1: number, p2: number): number =>
    (p0 + p1 * Math.cos(w) + p2 * Math.cos(2 * w)) ** 2 + (p1 * Math.sin(w) + p2 * Math.sin(2 * w)) ** 2;
  return 10 * Math.log10(power(c[0]!, c[1]!, c[2]!) / power(1, c[3]!, c[4]!));
}

/**
 * Second-order high-pass by the bilinear transform with the corner prewarped (R. Bristow-Johnson, Audio EQ Cookbook).
 * A cascade of Butterworth sections has |H|² = 1 / (1 + (tan(ω₀/2) / tan(ω/2))^(2·order)).
 */
export function highPassSection(out: Coefficients, hz: number, q: number, sampleRate: number): void {
  const w = (2 * Math.PI * hz) / sampleRate;
  const alpha = Math.sin(w) / (2 * q);
  const a0 = 1 + alpha;
  out[0] = (1 + Math.cos(w)) / 2 / a0;
  out[1] = -(1 + Math.cos(w)) / a0;
  out[2] = out[0];
  out[3] = (-2 * Math.cos(w)) / a0;
  out[4] = (1 - alpha) / a0;
}

/** Filter states below this are set to zero: -600 dB, well before denormal numbers slow down processing. */
const NOTHING = 1e-30;

/**
 * One second-order section, transposed direct form II, in float64. Coefficients are interpolated linearly over the
 * block: stable (a1, a2) form a triangle, which is convex, so any section between two stable ones is stable.
 */
export class Biquad {
  readonly #now = identity();
  readonly #step = new Float64Array(COEFFICIENTS);
  /** `[s1, s2]` of each channel. */
  readonly #state: Float64Array;
  #started = false;

  constructor(channels: number) {
    this.#state = new Float64Array(2 * channels);
  }

  reset(): void {
    this.#state.fill(0);
    this.#started = false;
  }

  /**
   * Filters in place. The coefficients reach `target` at the block's last sample; the first block after a reset uses
   * `target` throughout.
   */
  process(channels: readonly Float32Array[], frames: number, target: Coefficients): void {
    const now = this.#now;
    if (!this.#started) now.set(target);
    this.#started = true;
    let moving = false;
    for (let i = 0; i < COEFFICIENTS; i += 1) {
      this.#step[i] = (target[i]! - now[i]!) / frames;
      if (this.#step[i] !== 0) moving = true;
    }
    if (!moving && this.#isTransparent()) return;
    if (!moving && channels.length === 2) this.#processBoth(channels[0]!, channels[1]!, frames);
    else {
      for (let channel = 0; channel < channels.length; channel += 1) {
        if (moving) this.#processMoving(channels[channel]!, frames, 2 * channel);
        else this.#processSteady(channels[channel]!, frames, 2 * channel);
      }
    }
    now.set(target);
  }

  /** As `#processSteady` on both channels: one loop over two is nearly as fast as over one. */
  #processBoth(left: Float32Array, right: Float32Array, frames: number): void {
    const c = this.#now;
    const b0 = c[0]!;
    const b1 = c[1]!;
    const b2 = c[2]!;
    const a1 = c[3]!;
    const a2 = c[4]!;
    let l1 = this.#state[0]!;
    let l2 = this.#state[1]!;
    let r1 = this.#state[2]!;
    let r2 = this.#state[3]!;
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
    this.#keep(0, l1, l2);
    this.#keep(2, r1, r2);
  }

  /**
   * True if numerator and denominator are equal and the state is zero: the output then equals the input bit for bit.
   */
  #isTransparent(): boolean {
    const c = this.#now;
    if (c[0] !== 1 || c[1] !== c[3] || c[2] !== c[4]) return false;
    for (let i = 0; i < this.#state.length; i += 1) if (this.#state[i] !== 0) return false;
    return true;
  }

  #processSteady(samples: Float32Array, frames: number, at: number): void {
    const c = this.#now;
    const b0 = c[0]!;
    const b1 = c[1]!;
    const b2 = c[2]!;
    const a1 = c[3]!;
    const a2 = c[4]!;
    let s1 = this.#state[at]!;
    let s2 = this.#state[at + 1]!;
    for (let n = 0; n < frames; n += 1) {
      const x = samples[n]!;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      samples[n] = y;
    }
    this.#keep(at, s1, s2);
  }

  #processMoving(samples: Float32Array, frames: number, at: number): void {
    const c = this.#now;
    const d = this.#step;
    let s1 = this.#state[at]!;
    let s2 = this.#state[at + 1]!;
    for (let n = 0; n < frames; n += 1) {
      const t = n + 1;
      const x = samples[n]!;
      const y = (c[0]! + t * d[0]!) * x + s1;
      s1 = (c[1]! + t * d[1]!) * x - (c[3]! + t * d[3]!) * y + s2;
      s2 = (c[2]! + t * d[2]!) * x - (c[4]! + t * d[4]!) * y;
      samples[n] = y;
    }
    this.#keep(at, s1, s2);
  }

  #keep(at: number, s1: number, s2: number): void {
    this.#state[at] = Math.abs(s1) < NOTHING ? 0 : s1;
    this.#state[at + 1] = Math.abs(s2) < NOTHING ? 0 : s2;
  }
}
