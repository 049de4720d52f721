import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder and its removal: for fixtures that outlive one test. */
export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'divisi-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A folder of the running test's own, gone once the test is over. */
export function tempDir(): string {
  const { path, remove } = tempFolder();
  onTestFinished(remove);
  return path;
}
