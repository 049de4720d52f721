/** Folders that the window lets Divisi watch, through the contract and over a restart. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../src-main/api/host.ts';
import { tempDir } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { clientOf, startHost } from './host-harness.ts';
import { optionsFor } from './host-options.ts';
import { duo, writeWav16 } from './wav.ts';

const RATE = 44_100;
const QUICK = { watchIntervalMs: 100 };

it('takes what comes, names what fails, and goes on after a restart without taking anything twice', async () => {
  const dir = tempDir();
  const [library, folder] = [join(dir, 'library'), join(dir, 'in')];
  mkdirSync(folder);
  writeWav16(join(dir, 'one.wav'), duo(RATE, RATE), 2, RATE);
  writeWav16(join(dir, 'two.wav'), duo(RATE + 100, RATE), 2, RATE);

  const first = await createHost(optionsFor(library, QUICK));
  const client = clientOf(first);
  await client.system.saveSettings({ analyseAutomatically: false, importMode: 'copy' });
  const grant = first.grants.grantPath(folder, { kind: 'folder', access: 'read' });
  const [added] = await client.watch.add({ folder: grant.grantId, separate: false });
  expect(added).toMatchObject({ name: 'in', path: null, taken: 0, last: null, troubles: [] });
  await expect(client.watch.add({ folder: grant.grantId, separate: false })).rejects.toMatchObject({
    code: 'file/exists',
  });
  copyFileSync(join(dir, 'one.wav'), join(folder, 'one.wav'));
  await eventually(async () =>
    expect(await client.watch.list()).toMatchObject([{ taken: 1, last: { title: 'one' } }]),
  );
  writeFileSync(join(folder, 'broken.wav'), 'no audio');
  await eventually(async () =>
    expect((await client.watch.list())[0]?.troubles).toMatchObject([
      { file: 'broken.wav', code: 'file/unsupported' },
    ]),
  );
  const [recording] = (await client.library.list({})).filter(({ state }) => state === 'ready');
  if (recording === undefined) throw new Error('nothing was imported');
  await client.library.remove({ recordingId: recording.id });
  await first.close();

  const second = await startHost(library, QUICK);
  copyFileSync(join(dir, 'two.wav'), join(folder, 'two.wav'));
  await eventually(async () =>
    expect(await second.client.watch.list()).toMatchObject([
      { taken: 2, last: { title: 'two' }, troubles: [{ file: 'broken.wav' }] },
    ]),
  );
  // What the user removed did not come back.
  const titles = (await second.client.library.list({}))
    .filter(({ state }) => state === 'ready')
    .map(({ title }) => title);
  expect(titles).toEqual(['two']);

  rmSync(folder, { recursive: true });
  await eventually(async () =>
    expect(await second.client.watch.list()).toMatchObject([
      { state: 'unreachable', problem: { code: 'file/not-found' } },
    ]),
  );
  const [watched] = await second.client.watch.list();
  if (watched === undefined) throw new Error('nothing is watched');
  expect(await second.client.watch.remove({ id: watched.id })).toEqual([]);
});

it('watches nothing for a library that the user does not trust', async () => {
  const dir = tempDir();
  const [library, folder] = [join(dir, 'library'), join(dir, 'in')];
  mkdirSync(folder);
  writeWav16(join(folder, 'one.wav'), duo(RATE, RATE), 2, RATE);
  const { host, client } = await startHost(library, QUICK);
  await client.library.setTrust({ trusted: false });
  const grant = host.grants.grantPath(folder, { kind: 'folder', access: 'read' });
  await client.watch.add({ folder: grant.grantId, separate: false });
  await eventually(async () => expect(await client.watch.list()).toMatchObject([{ state: 'waiting' }]));
  expect(await client.library.list({})).toEqual([]);
  await client.library.setTrust({ trusted: true });
  await eventually(async () => expect(await client.watch.list()).toMatchObject([{ taken: 1 }]));
});
