import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { partPath } from './part-file.ts';

/** Names that Windows keeps for devices, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
/** File systems count bytes of UTF-8 and stop at 255; extension, number and `.part` need room too. */
const MAX_BYTES = 200;

/** A file name without extension from any text: letters of every script stay, separators and control characters don't. */
export function fileNameOf(text: string, fallback = 'untitled'): string {
  const cleaned = text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[/\\:*?"<>|]/g, '-')
    .replaceAll(/ {2,}/g, ' ');
  const name = shortened(cleaned).replaceAll(/^[ .]+|[ .]+$/g, '');
  if (name === '') return fallback;
  return RESERVED.test(name) ? `_${name}` : name;
}

function shortened(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}

/**
 * Paths for new files, in the order of `names`: equal names (letter case aside) get a number, and so does what exists.
 * @param overwrite take names that exist
 */
export async function freePaths(
  folder: string,
  names: readonly string[],
  extension: string,
  overwrite: boolean,
): Promise<{ path: string; name: string }[]> {
  const taken = new Set<string>();
  const found: { path: string; name: string }[] = [];
  for (const name of names) {
    for (let number = 1; ; number += 1) {
      const candidate = `${name}${number === 1 ? '' : ` ${number}`}.${extension}`;
      const path = join(folder, candidate);
      if (taken.has(candidate.toLowerCase()) || (!overwrite && (await isTaken(path)))) continue;
      taken.add(candidate.toLowerCase());
      found.push({ path, name: candidate });
      break;
    }
  }
  return found;
}

/** A `.part` is another export under way. */
async function isTaken(path: string): Promise<boolean> {
  const checks = await Promise.allSettled([access(path), access(partPath(path))]);
  return checks.some((check) => check.status === 'fulfilled');
}
