import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
    const isAbandoned =
      what === ''
        ? isOfEarlierVersion(join(root, name))
        : name.startsWith(`${nameOf(what)}${pid}-`) && !isAlive(Number(pid));
    if (!isAbandoned) continue;
    try {
      remove(join(root, name));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

const A_WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Earlier versions named no process; no work takes a week without touching its folder. */
function isOfEarlierVersion(path: string): boolean {
  if (!/^divisi-quality-[A-Za-z0-9]{6}$/.test(basename(path))) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > A_WEEK_MS;
}

const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true });
