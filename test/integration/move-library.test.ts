import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { DoorHost } from '../../src-main/api/door-host.ts';
import type { HostRouter } from '../../src-main/api/router.ts';
import { defaultLibraryDir, rememberLibrary } from '../../src-main/app/program/paths.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import type { Relocation } from '../../src-shared/contract/relocation.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended } from './host-harness.ts';
import { optionsFor } from './host-options.ts';

const { DIVISI_CONFIG: config } = process.env;
afterEach(() => {
  if (config === undefined) delete process.env['DIVISI_CONFIG'];
  else process.env['DIVISI_CONFIG'] = config;
});

/** A door over the user's own library, with one recording in it. */
async function openDoor() {
  const dir = tempDir();
  const libraryDir = join(dir, 'library');
  process.env['DIVISI_CONFIG'] = join(dir, 'config');
  rememberLibrary(libraryDir);
  const trust = new LibraryTrust(join(dir, 'config'));
  const shared = join(dir, 'shared');
  mkdirSync(shared);
  const door = await DoorHost.open({
    libraryDir,
    hostOptions: (at) => optionsFor(at, { trust }),
    placeFor: () => shared,
  });
  onTestFinished(() => door.close());
  // The door's router has every call of the contract.
  const client = createRouterClient(door.router as HostRouter, { context: {} });
  await client.system.saveSettings({ analyseAutomatically: false });
  const source = writeWav(join(dir, 'duo.wav'), { seconds: 1 });
  const { grantId } = door.grants.grantPath(source, { kind: 'file', access: 'read' });
  const { jobIds } = await client.library.import({ grantId, mode: 'copy' });
  const [jobId] = jobIds;
  if (jobId === undefined) throw new Error('nothing was imported');
  const last = async (): Promise<Relocation | null> => {
    let state: Relocation | null = null;
    for await (const next of await client.relocation.follow()) state = next;
    return state;
  };
  return { door, client, jobId, libraryDir, shared, last };
}

describe('moving the library of an open window', () => {
  it('opens the copy, keeps the old one, and finds the library there the next time', async () => {
    const { door, client, jobId, libraryDir, shared, last } = await openDoor();
    await ended(client, jobId);
    const to = join(shared, 'My library');
    await client.relocation.start({ name: 'My library' });
    await expect(client.library.list({})).rejects.toMatchObject({ data: { code: 'library/moving' } });
    await expect(client.relocation.start({ name: 'Another' })).rejects.toMatchObject({
      data: { code: 'library/moving' },
    });
    expect(await last()).toMatchObject({ state: 'moved', isDefault: true, place: { name: 'My library' } });
    expect(door.libraryDir).toBe(to);
    expect(defaultLibraryDir({ ...process.env, DIVISI_LIBRARY: '' })).toBe(to);
    const [recording] = await client.library.list({});
    if (recording === undefined) throw new Error('the recording did not move');
    expect(recording).toMatchObject({ title: 'duo', available: true });
    expect((await client.library.trust()).trusted).toBe(true);
    expect(await client.relocation.place()).toEqual({ name: 'My library', path: null });
    expect(existsSync(join(libraryDir, 'library.sqlite'))).toBe(true);
    await client.library.rename({ recordingId: recording.id, title: 'In the new place' });
  });

  it('goes on where it was after a cancelled move', async () => {
    const { door, client, jobId, libraryDir, shared, last } = await openDoor();
    await ended(client, jobId);
    await client.relocation.start({ name: 'New' });
    await client.relocation.cancel();
    expect(await last()).toEqual({ state: 'cancelled' });
    expect(door.libraryDir).toBe(libraryDir);
    expect(readdirSync(shared)).toEqual([]);
    expect(await client.library.list({})).toHaveLength(1);
  });

  it('opens the library where it was if it can’t be opened in its new place', async () => {
    const { door, client, jobId, libraryDir, last } = await openDoor();
    await ended(client, jobId);
    await door.close();
    const there = await DoorHost.open({
      libraryDir,
      hostOptions: (at) => {
        if (at !== libraryDir) throw new Error('the new place is gone');
        return optionsFor(at);
      },
      placeFor: () => join(libraryDir, '..'),
    });
    onTestFinished(() => there.close());
    const second = createRouterClient(there.router as HostRouter, { context: {} });
    await second.relocation.start({ name: 'New' });
    let state: Relocation | null = null;
    for await (const next of await second.relocation.follow()) state = next;
    expect(state).toMatchObject({ state: 'failed', failure: { code: 'internal/error' } });
    expect(await second.library.list({})).toHaveLength(1);
    expect(defaultLibraryDir({ ...process.env, DIVISI_LIBRARY: '' })).toBe(libraryDir);
    expect(await last()).toEqual({ state: 'none' });
  });

  it('refuses a folder that is not empty, and to begin before the jobs are done', async () => {
    const { client, jobId, shared } = await openDoor();
    await client.jobs.pause({ paused: true });
    const { jobId: demo } = await client.library.importDemo();
    await expect(client.relocation.start({ name: 'New' })).rejects.toMatchObject({
      data: { code: 'library/busy' },
    });
    await client.jobs.pause({ paused: false });
    await ended(client, jobId);
    await ended(client, demo);
    mkdirSync(join(shared, 'Taken'));
    writeFileSync(join(shared, 'Taken', 'mine.txt'), '');
    await expect(client.relocation.start({ name: 'Taken' })).rejects.toMatchObject({
      data: { code: 'file/exists' },
    });
    expect(await client.library.list({})).toHaveLength(2);
  });
});
