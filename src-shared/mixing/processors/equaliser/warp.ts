import type { BandKind } from './prototype.ts';

/**
 * The squared analogue frequency as a rational function of φ = sin²(ω/2):
 * Ω̃² = φ·(c0 + c1·φ) / (1 + c2·φ + c3·φ²) ≈ ω² = (2·asin √φ)².
 */
export type Warp = readonly [c0: number, c1: number, c2: number, c3: number];

/** Bands are accurate up to here. */
export const HIGHEST_HZ = 20_000;

/** Places between the lowest node (0) and 20 kHz (1), found numerically for the least error at 44.1 kHz. */
const PLACES = [0.05, 0.4, 0.77, 0.98] as const;

const HIGH_PASS_LOWEST = [0.3, 0.3, 0.3, 0.4, 0.4, 0.5, 0.54, 0.54] as const;

/**
 * Where the nodes begin, as a share of the band's frequency: the steeper a band is near its frequency, and the less it
 * does below, the closer. Found numerically, as `PLACES`.
 */
function lowestNode(kind: BandKind, q: number, order: number): number {
  switch (kind) {
    case 'bell':
      return Math.min(0.8, Math.max(0.4, 0.6 + 0.12 * Math.log(q)));
    case 'notch':
      return Math.min(0.9, Math.max(0.6, 0.78 + 0.08 * Math.log(q)));
    case 'low-shelf':
    case 'high-shelf':
      return 0.6;
    case 'low-pass':
      return 0.88;
    case 'high-pass':
      return HIGH_PASS_LOWEST[order - 1] ?? 0.54;
  }
}

/**
 * The warp of a band: exact at 0, at the band's own frequency, and at three more frequencies up to 20 kHz (or to 95 % of
 * the Nyquist frequency, if that is lower). (2·asin √φ)² is a Stieltjes function with its cut at φ ≥ 1, so its rational
 * interpolants have real, interlacing zeros and poles there: Ω̃² rises from 0 over [0, 1].
 */
export function warpFor(kind: BandKind, hz: number, q: number, order: number, sampleRate: number): Warp {
  const own = (2 * Math.PI * hz) / sampleRate;
  const highest = Math.min((2 * Math.PI * HIGHEST_HZ) / sampleRate, 0.95 * Math.PI);
  const centre = Math.min(own, highest);
  const lowest = lowestNode(kind, q, order) * centre;
  const nodes = PLACES.map((place) => lowest + (highest - lowest) * place);
  let nearest = 0;
  for (let n = 1; n < nodes.length; n += 1) {
    if (Math.abs(nodes[n]! - centre) < Math.abs(nodes[nearest]! - centre)) nearest = n;
  }
  nodes[nearest] = centre;
  // c0 + c1·φ - c2·φ·R - c3·φ²·R = R, where R = ω² / φ.
  const rows = nodes.map((ω) => {
    const φ = Math.sin(ω / 2) ** 2;
    const R = (ω * ω) / φ;
    return [1, φ, -φ * R, -φ * φ * R, R];
  });
  return solve(rows);
}

export function warped([c0, c1, c2, c3]: Warp, φ: number): number {
  return (φ * (c0 + c1 * φ)) / (1 + φ * (c2 + c3 * φ));
}

/** Solves four equations, given as rows of four coefficients and the right side, by elimination with pivots. */
function solve(rows: number[][]): Warp {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < size; row += 1) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k += 1) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  const out = [0, 0, 0, 0] satisfies number[];
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = rows[row]![size]!;
    for (let k = row + 1; k < size; k += 1) sum -= rows[row]![k]! * out[k]!;
    out[row] = sum / rows[row]![row]!;
  }
  return [out[0]!, out[1]!, out[2]!, out[3]!];
}
