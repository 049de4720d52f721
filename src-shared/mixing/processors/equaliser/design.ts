import type { Coefficients } from '../biquad.ts';

export type BandKind = 'low-shelf' | 'bell' | 'high-shelf';

/** Analogue (n2 s² + n1 s + n0) / (d2 s² + d1 s + d0), with s normalised to the band's frequency. */
interface Prototype {
  readonly n2: number;
  readonly n1: number;
  readonly n0: number;
  readonly d2: number;
  readonly d1: number;
  readonly d0: number;
}

/** The prototypes of R. Bristow-Johnson's Audio EQ Cookbook; A = 10^(gain/40). */
function prototypeOf(kind: BandKind, gainDb: number, q: number): Prototype {
  const a = 10 ** (gainDb / 40);
  const r = Math.sqrt(a) / q;
  switch (kind) {
    case 'bell':
      return { n2: 1, n1: a / q, n0: 1, d2: 1, d1: 1 / (a * q), d0: 1 };
    case 'low-shelf':
      return { n2: a, n1: a * r, n0: a * a, d2: a, d1: r, d0: 1 };
    case 'high-shelf':
      return { n2: a * a, n1: a * r, n0: a, d2: 1, d1: r, d0: a };
  }
}

/** |H|² at `x`, the frequency divided by the band's frequency. */
function power(p: Prototype, x: number): number {
  const numerator = (p.n0 - p.n2 * x * x) ** 2 + (p.n1 * x) ** 2;
  return numerator / ((p.d0 - p.d2 * x * x) ** 2 + (p.d1 * x) ** 2);
}

/** Magnitude in dB of a band's analogue prototype: the reference for the digital band. */
export function prototypeDb(kind: BandKind, hz: number, gainDb: number, q: number, at: number): number {
  return 10 * Math.log10(power(prototypeOf(kind, gainDb, q), at / hz));
}

/** Band frequencies are clamped to this share of the sample rate. */
export const HIGHEST_SHARE = 0.4;

/**
 * Designs a band without the bilinear transform's cramping near the Nyquist frequency, after M. Vicanek, "Matched
 * Second Order Digital Filters" (2016): the poles are the analogue poles by impulse invariance, and the numerator
 * matches the analogue magnitude at 0, at the band's frequency and at the Nyquist frequency. With φ1 = sin²(ω/2), φ0
 * = 1 - φ1, φ2 = 4·φ0·φ1, a second-order polynomial's magnitude is |P|² = P0·φ0 + P1·φ1 + P2·φ2, P0 = (p0+p1+p2)², P1
 * = (p0-p1+p2)², P2 = -4·p0·p2, which is solved for b.
 *
 * Bell cuts, low-shelf cuts and high-shelf boosts are designed as the inverse of their opposites, whose poles impulse
 * invariance approximates better; a boost and the same cut therefore cancel exactly. The maximum deviation from the
 * prototype up to 20 kHz at 44.1 kHz and ±15 dB is 0.01 dB for low shelves and 0.5 dB for high shelves (16 kHz).
 * Bells of Q 1 and above deviate by up to 0.3 dB up to 4 kHz; any bell deviates by up to 0.9 dB up to 12 kHz and by
 * 1.7 dB at 16 kHz.
 */
export function designBand(
  out: Coefficients,
  kind: BandKind,
  hz: number,
  gainDb: number,
  q: number,
  sampleRate: number,
): void {
  const w0 = (2 * Math.PI * Math.min(hz, HIGHEST_SHARE * sampleRate)) / sampleRate;
  const invert = kind === 'high-shelf' ? gainDb > 0 : gainDb < 0;
  const p = prototypeOf(kind, invert ? -gainDb : gainDb, q);

  const damping = (p.d1 / (2 * p.d2)) * w0;
  const turn = (p.d0 / p.d2) * w0 * w0 - damping * damping;
  const a1 = -2 * Math.exp(-damping) * (turn >= 0 ? Math.cos(Math.sqrt(turn)) : Math.cosh(Math.sqrt(-turn)));
  const a2 = Math.exp(-2 * damping);
  if (gainDb === 0) {
    writeBand(out, 1, a1, a2, a1, a2);
    return;
  }

  const φ1 = Math.sin(w0 / 2) ** 2;
  const φ0 = 1 - φ1;
  const φ2 = 4 * φ0 * φ1;
  const A0 = (1 + a1 + a2) ** 2;
  const A1 = (1 - a1 + a2) ** 2;
  const A2 = -4 * a2;
  const B0 = A0 * power(p, 0);
  const B1 = A1 * power(p, Math.PI / w0);
  const B2 = (power(p, 1) * (A0 * φ0 + A1 * φ1 + A2 * φ2) - B0 * φ0 - B1 * φ1) / φ2;
  const half = (Math.sqrt(B0) + Math.sqrt(B1)) / 2;
  const b0 = (half + Math.sqrt(Math.max(0, half * half + B2))) / 2;
  const b1 = (Math.sqrt(B0) - Math.sqrt(B1)) / 2;
  const b2 = -B2 / (4 * b0);
  if (invert) writeBand(out, 1 / b0, a1 / b0, a2 / b0, b1 / b0, b2 / b0);
  else writeBand(out, b0, b1, b2, a1, a2);
}

function writeBand(out: Coefficients, b0: number, b1: number, b2: number, a1: number, a2: number): void {
  out[0] = b0;
  out[1] = b1;
  out[2] = b2;
  out[3] = a1;
  out[4] = a2;
}
