import { basename, extname } from 'node:path';

export interface Matched {
  /** By stem name. */
  readonly files: ReadonlyMap<string, string>;
  readonly unmatched: readonly string[];
}

const nameOf = (path: string): string => basename(path, extname(path)).normalize('NFC').toLowerCase();

/** `01-AchGottundHerr-violin_1` -> `01 achgottundherr violin 1`: normalises a name for loose comparison. */
const words = (name: string): string => ` ${name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;

/**
 * Finds a reference file for each stem: the file of the same name (`viola.flac`), otherwise the only file whose name
 * contains the stem's name as whole words (`01-Chorale-viola.wav`, `double_bass 2.wav` for `double-bass-2`).
 */
export function matchReferences(stems: readonly string[], paths: readonly string[]): Matched {
  const files = new Map<string, string>();
  const free = new Set(paths);
  const take = (stem: string, fits: (path: string) => boolean): void => {
    if (files.has(stem)) return;
    const found = [...free].filter(fits);
    const [only] = found;
    if (found.length !== 1 || only === undefined) return;
    files.set(stem, only);
    free.delete(only);
  };
  for (const stem of stems) take(stem, (path) => nameOf(path) === stem.toLowerCase());
  for (const stem of stems) take(stem, (path) => words(nameOf(path)).includes(words(stem.toLowerCase())));
  return { files, unmatched: [...free].map((path) => basename(path)) };
}
