import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder and a function that removes it, for fixtures that outlive one test. */
export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'divisi-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A folder for the running test, removed when the test ends. */
export function tempDir(): string {
  const { path, remove } = tempFolder();
  onTestFinished(remove);
  return path;
}
