import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src-main/app/app.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { RecordingId } from '../../src-shared/project/ids.ts';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';
import { optionsFor } from './host-options.ts';

const folder = tempFolder();
const library = join(folder.path, 'library');
const Jobs = z.object({
  jobs: z.array(
    z.object({ id: z.string(), kind: z.string(), state: z.string(), problem: z.unknown().nullable() }),
  ),
});

const jobs = async (...args: string[]) => {
  const ran = await divisi(['jobs', ...args, '--library', library, '--json']);
  expect(ran.status, ran.err).toBe(0);
  return Jobs.parse(JSON.parse(ran.out)).jobs;
};

const context = { signal: new AbortController().signal };
const openApp = () => createApp(optionsFor(library, { trust: new LibraryTrust(testConfigDir()) }));

/** A recording that was imported, and a separation that was queued just before the program ended. */
beforeAll(async () => {
  const app = await openApp();
  await app.calls.system.saveSettings({ analyseAutomatically: false }, context);
  const source = writeWav(join(folder.path, 'duo.wav'), { seconds: 2 });
  const { grantId } = app.grants.grantPath(source, { kind: 'file', access: 'read' });
  const { recordingIds } = await app.calls.library.import({ grantId, mode: 'copy', again: false }, context);
  const recordingId = RecordingId.parse(recordingIds[0]);
  await eventually(async () => expect((await app.calls.library.list({}, context))[0]?.state).toBe('ready'));
  await app.calls.separation.start({ recordingId, players: ensembleOf(['violin', 'cello']) }, context);
  await app.close();
});
afterAll(() => folder.remove());

test('what a program left in the queue is listed, cancelled, and resumed to its end', async () => {
  const left = await jobs('list');
  expect(left.map(({ kind, state }) => [kind, state])).toEqual([
    ['import', 'done'],
    ['separate', 'queued'],
  ]);
  const id = left[1]?.id ?? '';
  expect(await jobs('cancel', id)).toMatchObject([{ id, state: 'cancelled', problem: null }]);
  // A cancelled job stays so until it is asked for.
  expect((await jobs('wait')).map(({ state }) => state)).toEqual(['done', 'cancelled']);
  expect((await jobs('resume', id)).map(({ state }) => state)).toEqual(['done', 'done']);
  const shown = await divisi(['jobs', 'list', '--library', library]);
  expect(shown.out).toContain(`${id}  separate  done  duo\n`);
});

test('waits for a program that has the library open, and cancels nothing there', async () => {
  const app = await openApp();
  const [recording] = await app.calls.library.list({}, context);
  const recordingId = RecordingId.parse(recording?.id);
  await app.calls.separation.start({ recordingId, players: ensembleOf(['violin', 'cello']) }, context);
  const refused = await divisi(['jobs', 'cancel', '--all', '--library', library]);
  expect([refused.status, refused.out]).toEqual([3, '']);
  expect((await jobs('wait')).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  await app.close();
});

test('an import of what the library has is no failure, and starts again by its ID only', async () => {
  const app = await openApp();
  const { grantId } = app.grants.grantPath(join(folder.path, 'duo.wav'), { kind: 'file', access: 'read' });
  await app.calls.library.import({ grantId, mode: 'copy', again: false }, context);
  await eventually(async () => {
    expect((await app.calls.jobs.list(undefined, context)).at(-1)?.state).toBe('failed');
  });
  await app.close();
  const twin = (await jobs('wait')).find(({ problem }) => problem !== null);
  expect(twin).toMatchObject({ kind: 'import', state: 'failed', problem: { code: 'library/duplicate' } });
  expect((await jobs('resume')).find(({ id }) => id === twin?.id)?.state).toBe('failed');
  expect((await jobs('resume', twin?.id ?? '')).find(({ id }) => id === twin?.id)?.state).toBe('done');
});

test.each([
  [['cancel'], 2, /ID is missing: give IDs, or --all/],
  [['cancel', 'nothing'], 2, /"nothing" is not the ID of a job/],
  [['list', '--library', join(folder.path, 'none')], 2, /There is no library/],
  [['stop'], 2, /jobs takes list, cancel, resume, wait, pause, continue, not "stop"/],
])('jobs %j is refused in one line', async (args, status, message) => {
  const ran = await divisi(['jobs', ...args]);
  expect([ran.status, ran.out]).toEqual([status, '']);
  expect(ran.err).toMatch(message);
});
