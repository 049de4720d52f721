import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

const nameOf = (what: string): string => `divisi-${what}-${hostname()}-`;

/** A folder of this process in the system's temporary folder. Whoever makes it removes it. */
export const makeScratch = (what: string, root = tmpdir()): string =>
  mkdtempSync(join(root, `${nameOf(what)}${process.pid}-`));

/**
 * Removes the scratch folders that killed programs left on this machine.
 * @returns why some of them stay: they are another user's, or another program is removing them too. Neither keeps this
 * program from starting.
 */
export function sweepScratch(root = tmpdir(), remove: (path: string) => void = removeFolder): string[] {
  const problems: string[] = [];
  for (const name of readdirSync(root)) {
    const [, what = '', pid = ''] = /^divisi-([a-z0-9]+)-.*-(\d+)-[^-]+$/.exec(name) ?? [];
    if (what === '' || !name.startsWith(`${nameOf(what)}${pid}-`) || isAlive(Number(pid))) continue;
    try {
      remove(join(root, name));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true });
