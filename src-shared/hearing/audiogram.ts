import { z } from 'zod';

/** The range of levels that a listener may have, in dB HL: what audiometers can show. */
export const LEAST_LEVEL_DB_HL = -20;
export const GREATEST_LEVEL_DB_HL = 130;

/** The frequencies that a new audiogram has, in Hz. */
export const AUDIOMETRIC_FREQUENCIES_HZ = [250, 500, 1000, 2000, 3000, 4000, 6000, 8000] as const;

/** Hearing thresholds of one ear: parallel lists, frequencies ascending. */
export const AudiogramSchema = z
  .object({
    frequenciesHz: z.array(z.number().min(50).max(20_000)).min(2).max(64),
    levelsDbHl: z.array(z.number().min(LEAST_LEVEL_DB_HL).max(GREATEST_LEVEL_DB_HL)).min(2).max(64),
  })
  .refine(({ frequenciesHz, levelsDbHl }) => frequenciesHz.length === levelsDbHl.length, {
    message: 'an audiogram has a level for each frequency',
  })
  .refine(({ frequenciesHz }) => frequenciesHz.every((hz, n) => n === 0 || hz > frequenciesHz[n - 1]!), {
    message: 'the frequencies of an audiogram ascend',
  });
export type Audiogram = Readonly<z.infer<typeof AudiogramSchema>>;

export const EARS = ['left', 'right'] as const;
export type Ear = (typeof EARS)[number];

/** Thresholds of both ears of a person who has no other name here than `id`. */
export const HearingSchema = z.object({ left: AudiogramSchema, right: AudiogramSchema });
export type Hearing = Readonly<Record<Ear, Audiogram>>;

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
