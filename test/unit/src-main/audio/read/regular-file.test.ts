import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBytes } from '../../../../../src-main/audio/read/byte-file.ts';
import { readText } from '../../../../../src-main/audio/read/regular-file.ts';
import { tempDir } from '../../../../support/temp.ts';

describe('a file that the user names', () => {
  it('is read', async () => {
    const path = join(tempDir(), 'notes.json');
    writeFileSync(path, '{"ä": 1}');
    expect(await readText(path)).toBe('{"ä": 1}');
  });

  it('may be missing, a folder, or too large', async () => {
    const dir = tempDir();
    await expect(readText(join(dir, 'none'))).rejects.toMatchObject({ code: 'file/not-found' });
    await expect(readText(dir)).rejects.toMatchObject({ code: 'file/unreadable' });
    const large = join(dir, 'large');
    writeFileSync(large, '');
    truncateSync(large, 2 ** 27);
    await expect(readText(large)).rejects.toMatchObject({ code: 'file/too-large' });
  });

  it.skipIf(process.platform === 'win32')('is refused at once where it is a pipe or a device', async () => {
    const pipe = join(tempDir(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero']) {
      await expect(readText(path)).rejects.toMatchObject({ code: 'file/unreadable' });
      await expect(openBytes(path)).rejects.toMatchObject({ code: 'file/unreadable' });
    }
  });
});
