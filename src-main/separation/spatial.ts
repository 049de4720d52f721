/**
 * Estimates the positions of the sources in a two-channel recording, for the spatial Wiener filter of `kernels/assembly/filter.ts`.
 * Every source image is Gaussian, with a power per bin and frame given by the masks and a spatial covariance
 * per bin estimated over many frames (Duong, Vincent and Gribonval, "Under-determined reverberant audio
 * source separation using a full-rank spatial covariance model", IEEE TASLP 18(7), 2010). If all sources are
 * at one position, the result equals the masks' own stems.
 */

/** Per bin |L|², |R|², Re L·R*, Im L·R*, flat. */
export const PARTS = 4;
/** Decay of the covariances per piece; consecutive pieces start half a piece apart. */
const MEMORY = 0.95;
/** Share of each source's covariance that is diffuse. */
const DIFFUSE = 0.01;

/** Covariances of all sources, the stems in order and then the residual: [sources][bins · PARTS]. */
export type Covariances = readonly Float64Array[];

/**
 * Adds a piece's covariances to the decayed sum of the earlier ones: players rarely move, but the estimate
 * must be able to follow them.
 */
export function withDecay(before: Covariances | null, now: Covariances): Covariances {
  if (before === null) return now;
  return now.map((values, source) => {
    const earlier = before[source]!;
    const out = new Float64Array(values.length);
    for (let at = 0; at < out.length; at += 1) out[at] = MEMORY * earlier[at]! + values[at]!;
    return out;
  });
}

/**
 * Normalises the covariances to trace 2 and adds a diffuse part to each: they then describe direction, not
 * level. A source without energy becomes fully diffuse.
 */
export function normalised(covariances: Covariances): Covariances {
  return covariances.map((values) => {
    const out = new Float64Array(values.length);
    for (let at = 0; at < values.length; at += PARTS) {
      const half = (values[at]! + values[at + 1]!) / 2;
      const scale = half > 0 ? (1 - DIFFUSE) / half : 0;
      const even = half > 0 ? DIFFUSE : 1;
      out[at] = values[at]! * scale + even;
      out[at + 1] = values[at + 1]! * scale + even;
      out[at + 2] = values[at + 2]! * scale;
      out[at + 3] = values[at + 3]! * scale;
    }
    return out;
  });
}

/** Interpolates linearly into `out`: `share` of `to`, the remainder of `from`. */
export function between(from: Covariances, to: Covariances, share: number, out: Covariances): void {
  for (const [source, values] of to.entries()) {
    const other = from[source]!;
    const result = out[source]!;
    for (let index = 0; index < values.length; index += 1) {
      const value = other[index]!;
      result[index] = value + share * (values[index]! - value);
    }
  }
}

/** Where the sources are while a piece takes over from the one before: normalised covariances. */
export interface PiecePlaces {
  /** Null for the first piece. */
  readonly before: Covariances | null;
  readonly now: Covariances;
}

/** Crossfades the places of a piece from those of the one before, into the same arrays each time. */
export class PlacesFade {
  readonly #out: Covariances;
  /** What `#out` holds unmixed. */
  #held: Covariances | null = null;

  constructor(out: Covariances) {
    this.#out = out;
  }

  /** Writes the normalised covariances; `share` is the piece's own weight. */
  write({ before, now }: PiecePlaces, share: number): void {
    if (before !== null && share < 1) {
      between(before, now, share, this.#out);
      this.#held = null;
    } else if (this.#held !== now) {
      for (const [source, values] of now.entries()) this.#out[source]!.set(values);
      this.#held = now;
    }
  }
}

/** Tracks the source positions, piece by piece. */
export class Places {
  /** The sums before the last piece: the state that a resumed run starts from. */
  earlier: Covariances | null;
  #sums: Covariances | null;
  #now: Covariances | null;

  /** @param sums up to the piece before the first one to add, or null at the beginning */
  constructor(sums: Covariances | null) {
    this.earlier = sums;
    this.#sums = sums;
    this.#now = sums === null ? null : normalised(sums);
  }

  take(piece: Covariances): PiecePlaces {
    this.earlier = this.#sums;
    this.#sums = withDecay(this.#sums, piece);
    const before = this.#now;
    this.#now = normalised(this.#sums);
    return { before, now: this.#now };
  }
}
