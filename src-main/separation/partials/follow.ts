import { KernelMemory } from '../../kernels/kernels.ts';
import type { Address } from '../../kernels/kernels.ts';
import { bestPath } from './best-path.ts';
import { firstBin, Lobe, LOBE_BINS, REACH } from './lobe.ts';

/** Candidates for the deviation from a note's pitch: every `STEP_CENTS` up to `REACH_CENTS` to either side. */
const REACH_CENTS = 100;
const STEP_CENTS = 5;
const CANDIDATES = (2 * REACH_CENTS) / STEP_CENTS + 1;
/** Candidates for the relative deviation of the fundamental within a window. */
const SPREADS = [0, 0.003, 0.006, 0.01, 0.016];
/** Partials by which a fundamental is followed. */
const FOLLOWED = 12;
/** Weight of each of these partials relative to the one below. */
const DECAY = 0.9;
const FIT_WEIGHT = 40;
/** Cost of the square of one candidate's step from frame to frame, relative to `FIT_WEIGHT`. */
const STEP_COST = 0.02;

const [FLOAT, DOUBLE] = [Float32Array.BYTES_PER_ELEMENT, Float64Array.BYTES_PER_ELEMENT];

/** A note's fundamental, frame by frame. */
export interface Fundamental {
  /** In Hz. */
  readonly hertz: Float64Array;
  /** Its relative deviation within the window. */
  readonly spread: Float64Array;
}

/** A player's estimate while a note may sound: the recording's magnitudes, and the player's shares of them. */
export interface Estimate {
  /** Of each frame, [bins]. */
  readonly magnitudes: readonly Float32Array[];
  /** Those of frame `n` begin at `start + n·bins`. */
  readonly shares: Float32Array;
  readonly start: number;
}

/** Follows the fundamentals of notes in their players' estimates, one note at a time. */
export class Follower {
  readonly #bins: number;
  readonly #binHz: number;
  readonly #memory = new KernelMemory();
  readonly #lobe = new Lobe();
  readonly #at: Readonly<
    Record<'roots' | 'shares' | 'magnitudes' | 'lobe' | 'fits' | 'norms' | 'best', Address>
  >;
  /** Bytes of a row of shares and magnitudes. */
  readonly #row: number;
  /** Of two neighbouring frames, [bins] each. */
  readonly #shares: readonly Float32Array[];
  readonly #magnitudes: readonly Float32Array[];
  /** [spreads][candidates][frames]: how well the candidates' partials match each frame. */
  readonly #fits: Float64Array;
  readonly #norms: Float64Array;
  /** [candidates][frames]: the best of all spreads. */
  readonly #best: Float64Array;

  /** @param length frames of a note at most */
  constructor(bins: number, binHz: number, length: number) {
    this.#bins = bins;
    this.#binHz = binHz;
    const memory = this.#memory;
    const frames = evenFrom(length);
    this.#row = evenFrom(bins) * FLOAT;
    const at = {
      roots: memory.reserve((bins + 1) * frames * DOUBLE),
      shares: memory.reserve(2 * this.#row),
      magnitudes: memory.reserve(2 * this.#row),
      lobe: memory.reserve(LOBE_BINS * DOUBLE),
      fits: memory.reserve(SPREADS.length * CANDIDATES * frames * DOUBLE),
      norms: memory.reserve(frames * DOUBLE),
      best: memory.reserve(CANDIDATES * frames * DOUBLE),
    };
    this.#at = at;
    this.#shares = [0, 1].map((n) => memory.float32(at.shares + n * this.#row, bins));
    this.#magnitudes = [0, 1].map((n) => memory.float32(at.magnitudes + n * this.#row, bins));
    this.#fits = memory.float64(at.fits, SPREADS.length * CANDIDATES * frames);
    this.#norms = memory.float64(at.norms, frames);
    this.#best = memory.float64(at.best, CANDIDATES * frames);
  }

  /**
   * Partials are found by lobes of unit norm in the square root of the estimate's magnitudes; the best path through the frames
   * is Viterbi's.
   * @param pitch MIDI number with a fraction
   * @returns null if no partial lies within the spectrum
   */
  follow(estimate: Estimate, pitch: number): Fundamental | null {
    const fundamentals = Float64Array.from({ length: CANDIDATES }, (_, c) => {
      const cents = c * STEP_CENTS - REACH_CENTS;
      return 440 * 2 ** ((pitch - 69) / 12 + cents / 1200);
    });
    const highest = ((this.#bins - REACH - 2) * this.#binHz) / fundamentals[CANDIDATES - 1]!;
    const partials = Math.floor(Math.min(FOLLOWED, highest));
    if (partials < 1) return null;
    const length = estimate.magnitudes.length;
    const frames = evenFrom(length);
    this.#writeRoots(estimate, fundamentals, partials);
    this.#match(fundamentals, partials, frames);
    const path = bestPath(this.#best, CANDIDATES, length, frames, STEP_COST);
    const hertz = new Float64Array(length);
    const spread = new Float64Array(length);
    for (const [frame, candidate] of path.entries()) {
      hertz[frame] = fundamentals[candidate]!;
      spread[frame] = this.#spreadAt(candidate * frames + frame, CANDIDATES * frames);
    }
    addGlide(hertz, spread);
    return { hertz, spread };
  }

  /** The bins around a partial of all candidates, half open. */
  #around(fundamentals: Float64Array, h: number): readonly [number, number] {
    const low = firstBin((h * fundamentals[0]!) / this.#binHz);
    const high = firstBin((h * fundamentals[CANDIDATES - 1]!) / this.#binHz) + LOBE_BINS;
    return [Math.max(0, low), high];
  }

  #writeRoots({ magnitudes, shares, start }: Estimate, fundamentals: Float64Array, partials: number): void {
    const { kernels } = this.#memory;
    const frames = evenFrom(magnitudes.length);
    const [low] = this.#around(fundamentals, 1);
    const [, high] = this.#around(fundamentals, partials);
    for (let frame = 0; frame < magnitudes.length; frame += 2) {
      for (let n = 0; n < 2; n += 1) {
        const own = this.#shares[n]!;
        const magnitude = magnitudes[frame + n];
        if (magnitude === undefined) {
          own.fill(0);
          continue;
        }
        const from = start + (frame + n) * this.#bins;
        own.set(shares.subarray(from + low, from + high), low);
        this.#magnitudes[n]!.set(magnitude.subarray(low, high), low);
      }
      const at = this.#at.roots + frame * DOUBLE;
      kernels.writeRoots(at, frames, this.#at.shares, this.#at.magnitudes, this.#row, low, high);
    }
  }

  #match(fundamentals: Float64Array, partials: number, frames: number): void {
    const { kernels } = this.#memory;
    const { fits, norms, best, roots } = this.#at;
    const rows = SPREADS.length * CANDIDATES;
    this.#fits.fill(0, 0, rows * frames);
    this.#norms.fill(0, 0, frames);
    for (let h = 1; h <= partials; h += 1) {
      const weight = DECAY ** h;
      this.#addMatches(fundamentals, h, weight, frames);
      const [low, high] = this.#around(fundamentals, h);
      kernels.addNorms(norms, roots + low * frames * DOUBLE, frames, high - low, weight);
    }
    kernels.relative(fits, norms, rows, frames, FIT_WEIGHT);
    kernels.largest(best, fits, SPREADS.length, CANDIDATES * frames);
  }

  #addMatches(fundamentals: Float64Array, h: number, weight: number, frames: number): void {
    const { kernels } = this.#memory;
    const { fits, lobe: shape, roots } = this.#at;
    const lobe = this.#lobe;
    let out = fits;
    for (const spread of SPREADS) {
      for (let candidate = 0; candidate < CANDIDATES; candidate += 1) {
        lobe.write(kernels, (h * fundamentals[candidate]!) / this.#binHz, spread, this.#bins, shape);
        const at = shape + lobe.from * DOUBLE;
        const count = lobe.to - lobe.from;
        kernels.toUnitNorm(at, count, weight);
        kernels.addMatches(out, roots + (lobe.first + lobe.from) * frames * DOUBLE, frames, at, count);
        out += frames * DOUBLE;
      }
    }
  }

  /** The spread that fits best. */
  #spreadAt(at: number, step: number): number {
    const best = this.#best[at]!;
    return SPREADS[SPREADS.findIndex((_, n) => this.#fits[n * step + at] === best)]!;
  }
}

const evenFrom = (count: number): number => count + (count % 2);

/** A fundamental that moves from frame to frame also moves within the window. */
function addGlide(hertz: Float64Array, spread: Float64Array): void {
  const last = hertz.length - 1;
  for (let frame = 0; frame <= last; frame += 1) {
    const from = Math.max(0, frame - 1);
    const to = Math.min(last, frame + 1);
    if (to === from) continue;
    const perFrame = Math.abs(hertz[to]! - hertz[from]!) / (to - from);
    spread[frame] = Math.hypot(spread[frame]!, perFrame / hertz[frame]!);
  }
}
