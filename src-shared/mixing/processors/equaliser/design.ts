import { COEFFICIENTS } from '../biquad.ts';
import { powerOf, prototypeOf, type AnalogueSection, type BandSetting, type Quadratic } from './prototype.ts';
import { warped, warpFor, type Warp } from './warp.ts';

/** Digital sections of one band: two for each analogue section of order 2, one for one of order 1. */
export const MOST_SECTIONS = 8;

/**
 * Designs a band as a cascade of minimum-phase second-order sections whose magnitude is the analogue prototype's, at a
 * frequency that `warpFor` maps to within parts in a thousand: no cramping near the Nyquist frequency. The approach is
 * that of M. Vicanek, "Matched Second Order Digital Filters" (2016): squared magnitudes are rational functions of
 * φ = sin²(ω/2). Instead of matching one section's numerator at three frequencies, Ω² is replaced by a rational
 * function of φ; each analogue root then gives two roots in φ, and each of these one root inside the unit circle.
 *
 * The greatest deviation from the prototype up to 20 kHz is 0.1 dB at 44.1 kHz, 0.05 dB at 48 kHz and 0.002 dB at
 * 88.2 kHz and above, for gains of ±18 dB, Q from 0.2 to 12 (notches: from 1); for high-pass and low-pass where the prototype passes
 * more than -40 dB, for notches more than -15 dB. A boost and the same cut cancel exactly.
 * @param out sections of `[b0, b1, b2, a1, a2]`, `MOST_SECTIONS` of them; unused ones become identities
 */
export function designBand(out: Float64Array, band: BandSetting, sampleRate: number): void {
  out.fill(0);
  for (let section = 0; section < MOST_SECTIONS; section += 1) out[section * COEFFICIENTS] = 1;
  const warp = warpFor(band.kind, band.hz, band.q, band.order, sampleRate);
  const ω0 = (2 * Math.PI * band.hz) / sampleRate;
  let at = 0;
  for (const section of prototypeOf(band)) {
    writeSection(out.subarray(at), section, warp, ω0 * ω0);
    at += section.order * COEFFICIENTS;
  }
}

/** An extra section that changes the level by less, 0.003 dB, is left out. */
const NEXT_TO_NOTHING = 3.5e-4;

/** `unit`: the squared digital frequency for which the prototype's s is j. */
function writeSection(out: Float64Array, section: AnalogueSection, warp: Warp, unit: number): void {
  const { order, numerator, denominator } = section;
  const zeros = digitalRoots(numerator, order, warp, unit);
  const poles = digitalRoots(denominator, order, warp, unit);
  // At the Nyquist frequency, z = -1, no prototype vanishes and no difference cancels.
  let gain = 1;
  for (let n = 0; n < order; n += 1) {
    const [b1, b2] = zeros[n]!;
    const [a1, a2] = poles[n]!;
    gain *= (1 - a1 + a2) / (1 - b1 + b2);
    out.set([1, b1, b2, a1, a2], n * COEFFICIENTS);
  }
  const x = warped(warp, 1) / unit;
  gain *= Math.sqrt(powerOf(numerator, x) / powerOf(denominator, x));
  if (order === 2) {
    // Extra roots without gain at 0 Hz, so that what passes between the sections keeps its level.
    const [, b1 = 0, b2 = 0, a1 = 0, a2 = 0] = out.subarray(COEFFICIENTS, 2 * COEFFICIENTS);
    const share = (1 + a1 + a2) / (1 + b1 + b2);
    gain /= share;
    // It rises or falls from 0 dB at 0 Hz to this at the Nyquist frequency: for low bands, next to nothing.
    const most = (share * (1 - b1 + b2)) / (1 - a1 + a2);
    if (Math.abs(most - 1) < NEXT_TO_NOTHING) out.set([1, 0, 0, 0, 0], COEFFICIENTS);
    else for (let n = 0; n < 3; n += 1) out[COEFFICIENTS + n]! *= share;
  }
  for (let n = 0; n < 3; n += 1) out[n]! *= gain;
}

/** The polynomial 1 + c1·z⁻¹ + c2·z⁻² of two roots, as `[c1, c2]`. */
type Pair = readonly [c1: number, c2: number];

interface Complex {
  readonly re: number;
  readonly im: number;
}

const real = (re: number): Complex => ({ re, im: 0 });
const pairOf = (a: Complex, b: Complex): Pair => [
  -(a.re + b.re),
  a.im === 0 && b.im === 0 ? a.re * b.re : a.re * b.re - a.im * b.im,
];
const conjugate = ({ re, im }: Complex): Complex => ({ re, im: -im });

/**
 * The digital roots of an analogue polynomial: for order 2 the pair near the analogue roots, then the extra pair of the
 * warp; for order 1 one of each.
 */
function digitalRoots(polynomial: Quadratic, order: 1 | 2, warp: Warp, unit: number): readonly Pair[] {
  if (order === 1) {
    const [, c1, c0] = polynomial;
    const [own, extra] = c1 === 0 ? rootsAtInfinity(warp) : rootsAt(real(-((c0 / c1) ** 2) * unit), warp);
    return [pairOf(own, extra)];
  }
  const [c2, c1, c0] = polynomial;
  if (c2 === 0) {
    const [own, extra] = rootsAtInfinity(warp);
    return [pairOf(own, own), pairOf(extra, extra)];
  }
  // The roots of |P|² in x = -s², where s = (-c1 ± √(c1² - 4·c2·c0)) / (2·c2).
  const scale = unit / (2 * c2 * c2);
  const middle = (2 * c2 * c0 - c1 * c1) * scale;
  const square = c1 * c1 - 4 * c2 * c0;
  const half = c1 * Math.sqrt(Math.abs(square)) * scale;
  if (square >= 0) {
    // c0² / c2² is their product: it gives the smaller one without cancellation.
    const far = middle - half;
    const near = far === 0 ? 0 : ((c0 / c2) ** 2 * unit * unit) / far;
    const [ownNear, extraNear] = rootsAt(real(near), warp);
    const [ownFar, extraFar] = rootsAt(real(far), warp);
    return [pairOf(ownNear, ownFar), pairOf(extraNear, extraFar)];
  }
  const [own, extra] = rootsAt({ re: middle, im: half }, warp);
  return [pairOf(own, conjugate(own)), pairOf(extra, conjugate(extra))];
}

/** The two z for which Ω̃² is `x`: φ·(c0 + c1·φ) - x·(1 + c2·φ + c3·φ²) = 0. */
function rootsAt(x: Complex, [c0, c1, c2, c3]: Warp): readonly [own: Complex, extra: Complex] {
  const a = { re: c1 - x.re * c3, im: -x.im * c3 };
  const b = { re: c0 - x.re * c2, im: -x.im * c2 };
  const inner = add(times(b, b), scaled(times(a, x), 4));
  const root = squareRoot(x.im === 0 ? real(Math.max(0, inner.re)) : inner);
  const sum = add(b, root);
  return [insideAt(sum, scaled(x, 2)), insideAt(scaled(a, -2), sum)];
}

function rootsAtInfinity([, , c2, c3]: Warp): readonly [own: Complex, extra: Complex] {
  const sum = -c2 + Math.sqrt(Math.max(0, c2 * c2 - 4 * c3));
  return [insideAt(real(sum), real(2)), insideAt(real(2 * c3), real(sum))];
}

/**
 * The z inside or on the unit circle with sin²(ω/2) = φ, where φ = numerator / denominator (given as the denominator
 * first): z = w or 1/w, w = 1 - 2φ ± 2·√(φ² - φ). Multiplied by the denominator, so that φ may be infinite.
 */
function insideAt(denominator: Complex, numerator: Complex): Complex {
  const root = scaled(squareRoot(times(numerator, add(numerator, scaled(denominator, -1)))), 2);
  const base = add(denominator, scaled(numerator, -2));
  const one = add(base, root);
  const other = add(base, scaled(root, -1));
  const larger = one.re ** 2 + one.im ** 2 >= other.re ** 2 + other.im ** 2 ? one : other;
  return divided(denominator, larger);
}

const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
const scaled = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });
const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

function divided(a: Complex, b: Complex): Complex {
  const size = b.re ** 2 + b.im ** 2;
  return scaled(times(a, conjugate(b)), 1 / size);
}

function squareRoot({ re, im }: Complex): Complex {
  if (im === 0) return re >= 0 ? real(Math.sqrt(re)) : { re: 0, im: Math.sqrt(-re) };
  const size = Math.hypot(re, im);
  const x = Math.sqrt((size + Math.abs(re)) / 2);
  const y = Math.abs(im) / (2 * x);
  const sign = im < 0 ? -1 : 1;
  return re >= 0 ? { re: x, im: sign * y } : { re: y, im: sign * x };
}
