import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../src-main/api/host.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { testConfigDir } from '../support/config-dir.ts';
import { tempDir } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';
import { clientOf } from './host-harness.ts';
import { optionsFor } from './host-options.ts';

const CHOICES = {
  leaveOut: false,
  mode: 'reference',
  separate: false,
  players: null,
  confidence: 0.8,
  force: false,
} as const;

const files = (folder: string, names: readonly string[]): void => {
  for (const [index, name] of names.entries()) {
    const sample = (frame: number) => Math.sin(frame / (6 + index)) / 2;
    writeWav(join(folder, name), { seconds: 0.5, channels: 1, sample });
  }
};

it('a batch goes on after a restart, with its files, outcomes and summary', async () => {
  const dir = tempDir();
  const takes = tempDir();
  const library = join(dir, 'library');
  files(takes, ['1.wav', '2.wav', '3.wav', '4.wav']);
  const open = async () => {
    const host = await createHost(optionsFor(library, { trust: new LibraryTrust(testConfigDir()) }));
    return { host, client: clientOf(host) };
  };

  const first = await open();
  await first.client.system.saveSettings({ analyseAutomatically: false });
  const { grantId } = first.host.grants.grantPath(takes, { kind: 'folder', access: 'read' });
  const started = await first.client.batch.start({ sources: [grantId], folder: null, ...CHOICES });
  expect(started).toMatchObject({ state: 'running', files: 4 });
  await first.host.close();
  rmSync(join(takes, '4.wav'));
  const listed = await divisi(['jobs', 'list', '--library', library]);
  expect(listed.out).toContain('Batch of 4 files, not finished: ');

  const second = await open();
  await eventually(async () => expect((await second.client.batch.current())?.state).toBe('done'));
  const done = await second.client.batch.current();
  expect(done).toMatchObject({ files: 4, counts: { imported: 3, existing: 0, failed: 1 }, progress: 1 });
  expect(done?.troubles).toMatchObject([{ file: '4.wav', how: 'failed' }]);
  expect(await second.client.library.list({})).toHaveLength(3);
  await second.host.close();

  const third = await open();
  expect(await third.client.batch.current()).toEqual({ ...done, phase: '' });
  files(
    takes,
    ['a', 'b', 'c', '4.wav'].map((name) => (name === '4.wav' ? name : `${name}.wav`)),
  );
  await third.client.batch.retry();
  await eventually(async () =>
    expect(await third.client.batch.current()).toMatchObject({
      state: 'done',
      counts: { imported: 4, failed: 0 },
    }),
  );
  await third.client.batch.dismiss();
  await third.host.close();
  const after = await divisi(['jobs', 'list', '--library', library, '--json']);
  expect(JSON.parse(after.out)).toMatchObject({ batch: null });
});

it('"jobs wait" finishes a batch that a window left', async () => {
  const dir = tempDir();
  const takes = tempDir();
  const library = join(dir, 'library');
  files(takes, ['1.wav', '2.wav', '3.wav']);
  const host = await createHost(optionsFor(library, { trust: new LibraryTrust(testConfigDir()) }));
  const client = clientOf(host);
  await client.system.saveSettings({ analyseAutomatically: false });
  const { grantId } = host.grants.grantPath(takes, { kind: 'folder', access: 'read' });
  await client.batch.start({ sources: [grantId], folder: null, ...CHOICES });
  await host.close();
  const waited = await divisi(['jobs', 'wait', '--library', library]);
  expect(waited.status, waited.err).toBe(0);
  const { batch } = JSON.parse((await divisi(['jobs', 'list', '--library', library, '--json'])).out) as {
    batch: unknown;
  };
  expect(batch).toMatchObject({ state: 'done', files: 3, imported: 3, failed: [] });
});
