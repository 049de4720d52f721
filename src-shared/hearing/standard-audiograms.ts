import type { Audiogram, Hearing } from './audiogram.ts';

const FREQUENCIES_HZ = [250, 375, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000];

const LEVELS_DB_HL = {
  NH: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  N1: [10, 10, 10, 10, 10, 10, 15, 20, 30, 40],
  N2: [20, 20, 20, 22.5, 25, 30, 35, 40, 45, 50],
  N3: [35, 35, 35, 35, 40, 45, 50, 55, 60, 65],
  N4: [55, 55, 55, 55, 55, 60, 65, 70, 75, 80],
  N5: [65, 67.5, 70, 72.5, 75, 80, 80, 80, 80, 80],
  N6: [75, 77.5, 80, 82.5, 85, 90, 90, 95, 100, 100],
  N7: [90, 92.5, 95, 100, 105, 105, 105, 105, 105, 105],
  S1: [10, 10, 10, 10, 10, 10, 15, 30, 55, 70],
  S2: [20, 20, 20, 22.5, 25, 35, 55, 75, 95, 95],
  S3: [30, 30, 35, 47.5, 60, 70, 75, 80, 80, 85],
} as const;

export type StandardAudiogram = keyof typeof LEVELS_DB_HL;

/**
 * Standard audiograms for testing hearing aids: N1-N7 (flat and moderately sloping, very mild to profound) and S1-S3
 * (steeply sloping) of N. Bisgaard, M. Vlaming and M. Dahlquist, "Standard audiograms for the IEC 60118-15 measurement
 * procedure", Trends in Amplification 14(2), 2010, tables 2 and 4. NH has no loss. The article ends at 6 kHz; here the
 * level at 6 kHz also holds at 8 kHz.
 */
export const STANDARD_AUDIOGRAMS: Readonly<Record<StandardAudiogram, Audiogram>> = Object.fromEntries(
  Object.entries(LEVELS_DB_HL).map(([name, levels]) => [
    name,
    { frequenciesHz: FREQUENCIES_HZ, levelsDbHl: [...levels, levels[levels.length - 1]!] },
  ]),
) as Record<StandardAudiogram, Audiogram>;

export const STANDARD_NAMES = Object.keys(LEVELS_DB_HL) as readonly StandardAudiogram[];

export function isStandard(name: string): name is StandardAudiogram {
  return Object.hasOwn(LEVELS_DB_HL, name);
}

/** A standard audiogram on both ears. */
export const standardHearing = (name: StandardAudiogram): Hearing => ({
  left: STANDARD_AUDIOGRAMS[name],
  right: STANDARD_AUDIOGRAMS[name],
});
