import { fold } from './fold.ts';

/** What a tag field offers under what was typed. */
export interface Suggestion {
  readonly tag: string;
  /** It does not exist yet: choosing it makes it. */
  readonly isNew: boolean;
}

const MOST = 8;
export const LONGEST_TAG = 60;

/** As the host writes tags: spaces collapsed, composed, within its length. */
export const cleanTag = (text: string): string =>
  text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().slice(0, LONGEST_TAG).trim();

/** Equal but for case is the same tag. */
export const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Known tags that contain what was typed, those that begin with it first, without the ones that the item has; and last
 * the typed text itself, where it is no tag yet.
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
