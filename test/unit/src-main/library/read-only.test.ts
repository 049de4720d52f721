import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { insertRecording, listRecordings } from '../../../../src-main/library/rows/recordings.ts';
import { tempDir } from '../../../support/temp.ts';
import { aRecording, openTestLibrary } from './open-test-library.ts';

/**
 * Root writes everywhere but on a read-only mount, and may make one; others need only the permission taken away.
 * @returns what undoes it, or null where it can't be done
 */
function makeReadOnly(folder: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    return () => chmodSync(folder, 0o755);
  }
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  return () => void execFileSync('umount', [folder]);
}

describe('a library on a medium that can not be written', () => {
  for (const how of ['closed', 'left by a killed program'] as const) {
    it.skipIf(process.platform === 'win32')(`is read, ${how}`, async ({ skip }) => {
      const library = await openTestLibrary();
      insertRecording(library.write, aRecording({ title: 'In the log' }));
      if (how === 'closed') library.close();
      const root = join(tempDir(), 'library');
      cpSync(library.folder.root, root, { recursive: true });
      const before = readdirSync(root).sort();
      expect(before.includes('library.sqlite-wal')).toBe(how !== 'closed');
      const undo = makeReadOnly(root);
      if (undo === null) return skip('this machine lets nobody mount a folder read-only');
      try {
        for (const access of ['read', 'read-if-locked'] as const) {
          const reader = await openLibrary(root, { log: silentLog, access });
          expect(reader.write).toBeNull();
          expect(listRecordings(reader.read).map(({ title }) => title)).toEqual(['In the log']);
          reader.close();
        }
        expect(readdirSync(root).sort()).toEqual(before);
      } finally {
        undo();
      }
    });
  }
});
