/** The kinds of bands, in the order of the parameter's choices. */
export const BAND_KINDS = ['bell', 'low-shelf', 'high-shelf', 'high-pass', 'low-pass', 'notch'] as const;
export type BandKind = (typeof BAND_KINDS)[number];

/** What a band does. Gain applies to bells and shelves, Q to those and notches, order to high-pass and low-pass. */
export interface BandSetting {
  readonly kind: BandKind;
  readonly hz: number;
  readonly gainDb: number;
  readonly q: number;
  /** 1 … 8: 6 to 48 dB per octave. */
  readonly order: number;
}

/** A polynomial c2·s² + c1·s + c0, with s normalised to the band's frequency. */
export type Quadratic = readonly [c2: number, c1: number, c0: number];

/** One analogue section, of order 1 (both c2 are 0) or 2. */
export interface AnalogueSection {
  readonly order: 1 | 2;
  readonly numerator: Quadratic;
  readonly denominator: Quadratic;
}

/**
 * The analogue prototype of a band: the shapes of R. Bristow-Johnson's Audio EQ Cookbook, with A = 10^(gain/40), and
 * Butterworth filters for high-pass and low-pass, whose sections have the quality factors 1 / (2·cos θ), θ being the
 * angle of the poles from the real axis.
 */
export function prototypeOf(band: BandSetting): readonly AnalogueSection[] {
  const { kind, q } = band;
  const a = 10 ** (band.gainDb / 40);
  const r = Math.sqrt(a) / q;
  switch (kind) {
    case 'bell':
      return [second([1, a / q, 1], [1, 1 / (a * q), 1])];
    case 'low-shelf':
      return [second([a, a * r, a * a], [a, r, 1])];
    case 'high-shelf':
      return [second([a * a, a * r, a], [1, r, a])];
    case 'notch':
      return [second([1, 0, 1], [1, 1 / q, 1])];
    case 'high-pass':
      return butterworth(band.order, [1, 0, 0], [0, 1, 0]);
    case 'low-pass':
      return butterworth(band.order, [0, 0, 1], [0, 0, 1]);
  }
}

const second = (numerator: Quadratic, denominator: Quadratic): AnalogueSection => ({
  order: 2,
  numerator,
  denominator,
});

function butterworth(order: number, ofTwo: Quadratic, ofOne: Quadratic): AnalogueSection[] {
  const sections = Array.from({ length: Math.floor(order / 2) }, (_, index) => {
    const angle = ((order - 1 - 2 * index) * Math.PI) / (2 * order);
    return second(ofTwo, [1, 2 * Math.cos(angle), 1]);
  });
  return order % 2 === 0 ? sections : [...sections, { order: 1, numerator: ofOne, denominator: [0, 1, 1] }];
}

/** |P(jΩ)|² at x = Ω², Ω being the frequency divided by the band's. */
export function powerOf([c2, c1, c0]: Quadratic, x: number): number {
  return (c0 - c2 * x) ** 2 + c1 * c1 * x;
}

/** Magnitude in dB of a band's analogue prototype at `hz`: the reference for the digital band. */
export function prototypeDb(band: BandSetting, hz: number): number {
  const x = (hz / band.hz) ** 2;
  return prototypeOf(band).reduce(
    (db, { numerator, denominator }) => db + 10 * Math.log10(powerOf(numerator, x) / powerOf(denominator, x)),
    0,
  );
}
