import { fold } from '../../src-shared/format/fold.ts';

/** A suggestion in a tag field's list. */
export interface Suggestion {
  readonly tag: string;
  /** True if the tag does not exist yet; choosing the suggestion creates it. */
  readonly isNew: boolean;
}

const MOST = 8;
export const LONGEST_TAG = 60;

/** Normalises a tag as the host does: collapses spaces, composes Unicode (NFC) and limits the length. */
export const cleanTag = (text: string): string =>
  text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().slice(0, LONGEST_TAG).trim();

/** Tags are compared without regard to case. */
export const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Returns the known tags that contain the typed text, with prefix matches first, excluding the item's own tags. The
 * typed text itself comes last if it is not a tag yet.
 */
export function suggestionsFor(
  typed: string,
  known: readonly string[],
  taken: readonly string[],
): Suggestion[] {
  const wanted = cleanTag(typed);
  const folded = fold(wanted);
  const offered = known
    .filter((tag) => fold(tag).includes(folded) && !taken.some((other) => sameTag(other, tag)))
    .sort((a, b) => Number(fold(b).startsWith(folded)) - Number(fold(a).startsWith(folded)))
    .slice(0, MOST)
    .map((tag): Suggestion => ({ tag, isNew: false }));
  const exists = [...known, ...taken].some((tag) => sameTag(tag, wanted));
  return wanted === '' || exists ? offered : [...offered, { tag: wanted, isNew: true }];
}
