import { Failure } from '../../../src-shared/contract/failure.ts';

/** A file that the user gave; an upload's path says nothing, its name does. */
export interface GivenSound {
  readonly name: string;
  readonly path: string;
}

const partsOf = (path: string): string[] => path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');

/** How many names at the ends of two paths are the same. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}

/**
 * Finds the files that a configuration names. Its paths begin at a folder that is unknown here, so a file fits by its
 * name, and the one with the most of the same folders above it fits best.
 * @returns paths of given files by the configuration's paths
 * @throws Failure `study/invalid` for names that no file has, and for those that two files fit equally well
 */
export function matchSounds(
  named: readonly string[],
  given: readonly GivenSound[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const missing: string[] = [];
  for (const path of named) {
    const parts = partsOf(path);
    const name = parts.at(-1) ?? path;
    const fits = given
      .filter((sound) => sound.name === name)
      .map((sound) => ({ path: sound.path, common: commonEnd(parts, partsOf(sound.path)) }))
      .sort((a, b) => b.common - a.common);
    const [best, second] = fits;
    if (best === undefined) missing.push(name);
    else if (second?.common === best.common && second.path !== best.path) {
      throw new Failure('study/invalid', `Two of the files fit "${path}": keep only one of them`);
    } else found.set(path, best.path);
  }
  if (missing.length === 0) return found;
  const list = missing.slice(0, 5).map((name) => `"${name}"`);
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
  throw new Failure(
    'study/invalid',
    `The configuration names sounds that were not given: ${list.join(', ')}${more}`,
  );
}
