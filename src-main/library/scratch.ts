import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

const nameOf = (what: string): string => `divisi-${what}-${hostname()}-`;

/** A folder of this process in the system's temporary folder. Whoever makes it removes it. */
export const makeScratch = (what: string, root = tmpdir()): string =>
  mkdtempSync(join(root, `${nameOf(what)}${process.pid}-`));

/** Removes the scratch folders that killed programs left on this machine. */
export function sweepScratch(root = tmpdir()): void {
  for (const name of readdirSync(root)) {
    const [, what = '', pid = ''] = /^divisi-([a-z0-9]+)-.*-(\d+)-[^-]+$/.exec(name) ?? [];
    if (what === '' || !name.startsWith(`${nameOf(what)}${pid}-`) || isAlive(Number(pid))) continue;
    rmSync(join(root, name), { recursive: true, force: true });
  }
}
