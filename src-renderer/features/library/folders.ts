import type { Facet } from '../../../src-shared/contract/finding.ts';
import { parseQuery } from '../../../src-shared/search/parse.ts';

export interface Folder {
  readonly path: string;
  /** Its last part; of the first folder of the way, everything that all recordings share. */
  readonly name: string;
  /** Recordings in it and below it. */
  readonly count: number;
}

export interface Folders {
  /** From the folder that holds all recordings to the one that is shown. */
  readonly way: readonly Folder[];
  /** The folders in the one that is shown, the fullest first. */
  readonly inside: readonly Folder[];
}

/** The folder that a search is narrowed to, or null. */
export function chosenFolder(text: string): string | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) return null;
  for (const { test, negated } of parsed.query) {
    if (!negated && test.kind === 'text' && test.field === 'folder' && test.match === 'whole')
      return test.text;
  }
  return null;
}

/**
 * Arranges the folders of recordings as a tree, of which one level is shown: the chosen folder's, or the deepest that all
 * recordings share.
 * @param facet folders with the number of recordings in each alone
 */
export function foldersOf(facet: Facet, chosen: string | null): Folders {
  const shared = sharedFolder(facet.map(({ value }) => value));
  const shown = chosen ?? shared;
  const countOf = (path: string): number =>
    facet.reduce((sum, { value, count }) => (isIn(value, path) ? sum + count : sum), 0);
  const inside = new Map<string, number>();
  for (const { value, count } of facet) {
    if (value === shown || !isIn(value, shown)) continue;
    const from = shown === '' ? 0 : shown.length + 1;
    const slash = value.indexOf('/', from === 0 ? 1 : from);
    const path = slash < 0 ? value : value.slice(0, slash);
    inside.set(path, (inside.get(path) ?? 0) + count);
  }
  return {
    way: wayTo(shown).map((path) => ({ path, name: nameOf(path), count: countOf(path) })),
    inside: [...inside]
      .map(([path, count]) => ({ path, name: nameOf(path), count }))
      .sort((a, b) => b.count - a.count || a.path.localeCompare(b.path)),
  };
}

const isIn = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;

/** Long ways begin in the middle. */
const MOST_STEPS = 4;

function wayTo(path: string): string[] {
  const parts = path.split('/');
  return parts
    .map((_, index) => parts.slice(0, index + 1).join('/'))
    .filter((each) => each !== '')
    .slice(-MOST_STEPS);
}

function sharedFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  const parts = first.split('/');
  let length = parts.length;
  for (const path of others) {
    const its = path.split('/');
    while (length > 0 && its.slice(0, length).join('/') !== parts.slice(0, length).join('/')) length -= 1;
  }
  return parts.slice(0, length).join('/');
}
