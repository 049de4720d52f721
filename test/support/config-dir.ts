import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made: string | null = null;

/** A configuration folder that replaces the user's own for the lifetime of this process. */
export function testConfigDir(): string {
  if (made !== null) return made;
  const dir = mkdtempSync(join(tmpdir(), 'divisi-config-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return (made = dir);
}
