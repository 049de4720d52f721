import type { UndeclaredInstrument } from '../../src-shared/contract/undeclared.ts';
import { isSeparable, type Ensemble } from '../../src-shared/project/players.ts';
import type { SeparatorManifest } from '../inference/separator-manifest.ts';
import { withSquares } from './power.ts';

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
  for (const frame of magnitudes) energy = withSquares(energy, frame);
  return {
    energy: sums.energy + energy,
    byClass: Array.from(shares, (share, index) => (sums.byClass[index] ?? 0) + share * energy),
  };
}

/** Beyond this number of declared instruments the least share falls no further: by chance, one undeclared class claims about as much. */
const MOST_COUNTED = 3;
/** In a shorter recording, which is one piece for the model, an undeclared class claims more by chance, however many are declared. */
const LEAST_SECONDS = 8;

/**
 * The share from which an undeclared class counts as playing. Declared classes absorb much of what an undeclared player plays,
 * so the share that counts falls with their number, except in a short recording; players of one instrument count once.
 * `training.measure.undeclared` in `models` computes the same and measures it.
 * @param notableShare the manifest's, for one declared instrument
 * @param seconds of the recording
 */
export function leastShare(notableShare: number, players: Ensemble, seconds: number): number {
  if (seconds < LEAST_SECONDS) return notableShare;
  const declared = new Set(players.map(({ instrument }) => instrument)).size;
  return (notableShare * 2) / (1 + Math.min(declared, MOST_COUNTED));
}

/**
 * The instruments that claim at least `leastShare` of the whole energy, the largest share first. None if a declared player
 * is of no class of the model, such as a pianist: that player's sound falls to the undeclared classes.
 * @param seconds of the recording
 */
export function undeclaredIn(
  { energy, byClass }: UndeclaredSums,
  { undeclared, sources: { classes } }: Pick<SeparatorManifest, 'undeclared' | 'sources'>,
  players: Ensemble,
  seconds: number,
): UndeclaredInstrument[] {
  if (energy === 0 || undeclared === undefined) return [];
  if (players.some(({ instrument }) => !isSeparable(instrument) || !classes.includes(instrument))) return [];
  const least = leastShare(undeclared.notableShare, players, seconds);
  return classes
    .map((instrument, index) => ({ instrument, share: (byClass[index] ?? 0) / energy }))
    .filter(({ share }) => share >= least)
    .toSorted((a, b) => b.share - a.share);
}
