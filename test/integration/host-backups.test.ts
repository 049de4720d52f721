import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { libraryFolder } from '../../src-main/library/folder.ts';
import { restoreClosed } from '../../src-main/library/backup/restore-backup.ts';
import { tempDir } from '../support/temp.ts';
import { ended, startHost } from './host-harness.ts';

describe('backups through the host', () => {
  it('brings back what was in the library, keeps what was there, and goes on working', async () => {
    const root = tempDir();
    const { client } = await startHost(root);
    const { jobId, recordingId } = await client.library.importDemo();
    expect((await ended(client, jobId)).state).toBe('done');
    await client.library.rename({ recordingId, title: 'Before' });
    const made = await client.library.createBackup();
    await client.library.rename({ recordingId, title: 'After' });
    const audio = readdirSync(join(root, 'audio'));

    const { keptAs } = await client.library.restoreBackup({ name: made.name });
    expect((await client.library.list({})).map(({ title }) => title)).toEqual(['Before']);
    expect(readdirSync(join(root, 'audio'))).toEqual(expect.arrayContaining(audio));
    expect((await client.library.rename({ recordingId, title: 'Again' })).title).toBe('Again');
    const { backups } = await client.library.backups();
    expect(backups.map(({ name }) => name)).toContain(keptAs);

    await client.library.restoreBackup({ name: keptAs });
    expect((await client.library.list({})).map(({ title }) => title)).toEqual(['After']);
  });

  it('takes in what came after the backup, also by the command line', async () => {
    const root = tempDir();
    const first = await startHost(root);
    const { name } = await first.client.library.createBackup();
    const { jobId } = await first.client.library.importDemo();
    await ended(first.client, jobId);
    const titles = async (client: typeof first.client) =>
      (await client.library.list({})).map(({ title, state }) => `${title} ${state}`);
    const before = await titles(first.client);
    expect(before).toHaveLength(1);
    // The sidecar is written soon after the import; closing writes it at once.
    await first.host.close();
    expect(restoreClosed(libraryFolder(root), name)).toMatch(/^library-before-restore-/);

    const second = await startHost(root);
    expect(await titles(second.client)).toEqual(before);
    await second.client.library.restoreBackup({ name });
    expect(await titles(second.client)).toEqual(before);
  });

  it('refuses what is no backup, and leaves everything as it was', async () => {
    const root = tempDir();
    const { client } = await startHost(root);
    const before = readFileSync(join(root, 'library.sqlite'));
    for (const name of ['library-v9-2026-01-01T00-00-00-000Z-9.sqlite', '../library.sqlite', '']) {
      await expect(client.library.restoreBackup({ name })).rejects.toMatchObject({
        code: 'library/not-found',
      });
    }
    expect(readFileSync(join(root, 'library.sqlite')).equals(before)).toBe(true);
  });
});
