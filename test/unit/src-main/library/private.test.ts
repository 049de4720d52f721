import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { tempDir } from '../../../support/temp.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

// Windows has no such permissions.
describe.skipIf(process.platform === 'win32')('a library', () => {
  it('is made for this user alone, whatever the umask', async () => {
    const before = process.umask(0o000);
    try {
      const root = join(tempDir(), 'library');
      const library = await openLibrary(root, { log: silentLog, access: 'write' });
      library.write?.run("INSERT INTO settings (key, value) VALUES ('x', '1')", {});
      expect(modeOf(root)).toBe('700');
      const entries = readdirSync(root, { withFileTypes: true });
      for (const entry of entries) {
        expect([entry.name, modeOf(join(root, entry.name))]).toEqual([
          entry.name,
          entry.isDirectory() ? '700' : '600',
        ]);
      }
      expect(entries.map(({ name }) => name)).toContain('library.sqlite-wal');
      library.close();
    } finally {
      process.umask(before);
    }
  });

  it('leaves a folder that the user made as it is', async () => {
    const root = join(tempDir(), 'library');
    mkdirSync(root, { mode: 0o750 });
    (await openLibrary(root, { log: silentLog, access: 'write' })).close();
    expect(modeOf(root)).toBe('750');
    expect(modeOf(join(root, 'library.sqlite'))).toBe('600');
  });
});
