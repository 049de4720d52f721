import type { ReadySeparation, Separation, Stem } from '../../../src-shared/contract/separation.ts';
import { unorderedPlayers } from '../../../src-shared/project/unordered-players.ts';

/** Samples of the recording, half open. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

/** The stems of one player in two separations. */
export interface StemPair {
  readonly name: string;
  readonly label: string;
  readonly of: readonly [Stem, Stem];
}

/** A first passage that is quick to load and to compare; a longer one is chosen by hand. */
const FIRST_SECONDS = 20;
/** Both stems of the passage lie in memory. */
export const MOST_SECONDS = 60;

/** The separations that can be compared: finished, in the order given. */
export const finished = (separations: readonly Separation[]): ReadySeparation[] =>
  separations.filter((separation) => separation.state === 'ready');

/** The part of the recording that both separations cover; null where they share nothing. */
export function commonPassage(
  a: Pick<Separation, 'from' | 'to'>,
  b: Pick<Separation, 'from' | 'to'>,
): Passage | null {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  return from < to ? { from, to } : null;
}

/** The players that both separations have a stem for, in the first one's order; the rest comes last. */
export function stemPairs(a: ReadySeparation, b: ReadySeparation): StemPair[] {
  const pairs = a.stems.flatMap((stem): StemPair[] => {
    const other = b.stems.find(({ name }) => name === stem.name);
    return other === undefined ? [] : [{ name: stem.name, label: stem.label, of: [stem, other] }];
  });
  const isRest = ({ of: [stem] }: StemPair): boolean => stem.isRest;
  return [...pairs.filter((pair) => !isRest(pair)), ...pairs.filter(isRest)];
}

/**
 * The two separations to show first: the newest with the newest before it of another model, or else the newest two that
 * share a passage and a player. Null if no two do.
 * @param separations finished, the newest first
 */
export function firstPair(
  separations: readonly ReadySeparation[],
): readonly [ReadySeparation, ReadySeparation] | null {
  for (const isWanted of [isOtherModel, () => true]) {
    for (const [at, newer] of separations.entries()) {
      const older = separations
        .slice(at + 1)
        .find((other) => isWanted(newer, other) && isComparable(newer, other));
      if (older !== undefined) return [older, newer];
    }
  }
  return null;
}

const isOtherModel = (a: ReadySeparation, b: ReadySeparation): boolean => a.modelId !== b.modelId;

const isComparable = (a: ReadySeparation, b: ReadySeparation): boolean =>
  commonPassage(a, b) !== null && stemPairs(a, b).length > 0;

/** What is compared before the user chooses a passage. */
export const firstPassage = (common: Passage, sampleRate: number): Passage =>
  atMost(common, FIRST_SECONDS, sampleRate);

/** The chosen passage as far as both separations have it, and no longer than `MOST_SECONDS`; null if nothing is left. */
export function comparedPassage(chosen: Passage, common: Passage, sampleRate: number): Passage | null {
  const inside = commonPassage(chosen, common);
  return inside === null ? null : atMost(inside, MOST_SECONDS, sampleRate);
}

const atMost = ({ from, to }: Passage, seconds: number, sampleRate: number): Passage => ({
  from,
  to: Math.min(to, from + Math.round(seconds * sampleRate)),
});

/** Players whom the models may have the other way round, by their labels. */
export function unorderedLabels(a: ReadySeparation, b: ReadySeparation): (readonly [string, string])[] {
  if (a.notesSha256 !== null && b.notesSha256 !== null) return [];
  return unorderedPlayers(a.players, []).map(([first, second]) => [first.label, second.label] as const);
}
