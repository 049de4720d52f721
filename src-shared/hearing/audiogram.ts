/** The range of levels that a listener may have, in dB HL: what audiometers can show. */
export const LEAST_LEVEL_DB_HL = -20;
export const GREATEST_LEVEL_DB_HL = 130;

/** The frequencies that a new audiogram has, in Hz. */
export const AUDIOMETRIC_FREQUENCIES_HZ = [250, 500, 1000, 2000, 3000, 4000, 6000, 8000] as const;

/** Hearing thresholds of one ear: parallel lists, frequencies ascending. */
export interface Audiogram {
  readonly frequenciesHz: number[];
  readonly levelsDbHl: number[];
}

export const EARS = ['left', 'right'] as const;
export type Ear = (typeof EARS)[number];

export type Hearing = Readonly<Record<Ear, Audiogram>>;

/** Whether two people hear alike, at the same measured points. */
export function isSameHearing(a: Hearing, b: Hearing): boolean {
  const points = ({ left, right }: Hearing): string =>
    JSON.stringify([left, right].map(({ frequenciesHz, levelsDbHl }) => [frequenciesHz, levelsDbHl]));
  return points(a) === points(b);
}

export interface NamedHearing {
  readonly name: string;
  readonly hearing: Hearing;
}

/**
 * The level at `hz` in dB HL: linear over the logarithm of frequency between the measured points, as audiograms are
 * drawn; the outermost levels hold beyond them.
 */
export function levelAt({ frequenciesHz, levelsDbHl }: Audiogram, hz: number): number {
  return interpolate(frequenciesHz, levelsDbHl, hz, Math.log);
}

export function levelsAt(audiogram: Audiogram, frequenciesHz: readonly number[]): number[] {
  return frequenciesHz.map((hz) => levelAt(audiogram, hz));
}

/**
 * Piecewise linear interpolation, the ends held.
 * @param xs ascending
 * @param scale of the abscissa, increasing
 */
export function interpolate(
  xs: readonly number[],
  ys: readonly number[],
  x: number,
  scale: (value: number) => number = (value) => value,
): number {
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  let above = 1;
  while (xs[above]! < x) above += 1;
  const from = scale(xs[above - 1]!);
  const share = (scale(x) - from) / (scale(xs[above]!) - from);
  return ys[above - 1]! + share * (ys[above]! - ys[above - 1]!);
}
