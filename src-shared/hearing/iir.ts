/** b0, b1, b2, a1, a2 of (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²). */
export type SecondOrder = readonly [number, number, number, number, number];

/** The signal through second-order sections in series, from rest. */
export function filterSections(sections: readonly SecondOrder[], signal: Float64Array): Float64Array {
  const out = signal.slice();
  for (const [b0, b1, b2, a1, a2] of sections) {
    let s1 = 0;
    let s2 = 0;
    for (let n = 0; n < out.length; n += 1) {
      const x = out[n]!;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      out[n] = y;
    }
  }
  return out;
}

/**
 * Chebyshev filter of the second kind, a low-pass whose stop band ripples (A. V. Oppenheim and R. W. Schafer,
 * Discrete-Time Signal Processing, appendix B), by the bilinear transform.
 * @param attenuationDb at and beyond the edge
 * @param edge of the stop band as a share of the Nyquist frequency
 */
export function chebyshev2(order: number, attenuationDb: number, edge: number): SecondOrder[] {
  const ripple = 1 / Math.sqrt(10 ** (attenuationDb / 10) - 1);
  const mu = Math.asinh(1 / ripple) / order;
  const warped = Math.tan((Math.PI * edge) / 2);
  const sections: SecondOrder[] = [];
  for (let n = 0; n < Math.floor(order / 2); n += 1) {
    const angle = (Math.PI * (2 * n + 1)) / (2 * order);
    // The poles are the inverses of those of the first kind; the zeros lie at ±i / cos(angle).
    const re = -Math.sinh(mu) * Math.sin(angle);
    const im = Math.cosh(mu) * Math.cos(angle);
    const norm = re * re + im * im;
    sections.push(bilinear(warped / Math.cos(angle), (-2 * warped * re) / norm, (warped * warped) / norm));
  }
  if (order % 2 === 1) {
    const pole = warped / Math.sinh(mu);
    sections.push([pole / (1 + pole), pole / (1 + pole), 0, (pole - 1) / (1 + pole), 0]);
  }
  return sections;
}

/** (s² + zero²) / (s² + a·s + b), scaled to 1 at 0 Hz, with s = (1 - z⁻¹) / (1 + z⁻¹). */
function bilinear(zero: number, a: number, b: number): SecondOrder {
  const squared = zero * zero;
  const gain = b / squared;
  const a0 = 1 + a + b;
  return [
    (gain * (1 + squared)) / a0,
    (gain * 2 * (squared - 1)) / a0,
    (gain * (1 + squared)) / a0,
    (2 * (b - 1)) / a0,
    (1 - a + b) / a0,
  ];
}
