import type { UndeclaredInstrument } from '../../src-shared/contract/undeclared.ts';
import { isSeparable, type Ensemble } from '../../src-shared/project/players.ts';
import type { SeparatorManifest } from '../inference/separator-manifest.ts';

/**
 * The energy that a model attributes to instruments that nobody declared, summed over pieces. Pieces overlap, so most
 * frames count twice. The sums don't depend on the recording's length, and a resumed run continues with the same numbers.
 */
export interface UndeclaredSums {
  /** Of all pieces: squared magnitudes. */
  readonly energy: number;
  /** In the order of the model's classes. */
  readonly byClass: readonly number[];
}

export const NOTHING_UNDECLARED: UndeclaredSums = { energy: 0, byClass: [] };

/**
 * @param magnitudes frames of the piece, [bins] each
 * @param shares of the piece's energy by class, 0 to 1; null for a model without that output
 */
export function withPiece(
  sums: UndeclaredSums,
  magnitudes: readonly Float32Array[],
  shares: Float32Array | null,
): UndeclaredSums {
  if (shares === null) return sums;
  let energy = 0;
  for (const frame of magnitudes) for (const value of frame) energy += value * value;
  return {
    energy: sums.energy + energy,
    byClass: Array.from(shares, (share, index) => (sums.byClass[index] ?? 0) + share * energy),
  };
}

/**
 * The instruments that claim at least the manifest's notable share of the whole energy, the largest share first. None if
 * a declared player is of no class of the model, such as a pianist: that player's sound falls to the undeclared classes.
 */
export function undeclaredIn(
  { energy, byClass }: UndeclaredSums,
  { undeclared, sources: { classes } }: Pick<SeparatorManifest, 'undeclared' | 'sources'>,
  players: Ensemble,
): UndeclaredInstrument[] {
  if (energy === 0 || undeclared === undefined) return [];
  if (players.some(({ instrument }) => !isSeparable(instrument) || !classes.includes(instrument))) return [];
  return classes
    .map((instrument, index) => ({ instrument, share: (byClass[index] ?? 0) / energy }))
    .filter(({ share }) => share >= undeclared.notableShare)
    .toSorted((a, b) => b.share - a.share);
}
