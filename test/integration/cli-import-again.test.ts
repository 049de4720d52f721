import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src-main/app/app.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { RecordingId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';
import { optionsFor } from './host-options.ts';

const folder = tempFolder();
const library = join(folder.path, 'library');
const takes = join(folder.path, 'takes');
const context = { signal: new AbortController().signal };
afterAll(() => folder.remove());

const openApp = () => createApp(optionsFor(library, { trust: new LibraryTrust(testConfigDir()) }));

async function importTakes(...args: string[]) {
  const ran = await divisi([
    ...['import', takes, '--separate', '--instruments', 'Vln,Cello', '--library', library, '--json'],
    ...args,
  ]);
  expect(ran.status, ran.err).toBe(0);
  return z
    .object({
      recordings: z.array(
        z.object({
          id: RecordingId,
          existing: z.boolean(),
          separation: z.string(),
          usedAgain: z.boolean(),
          notes: z.array(z.string()),
        }),
      ),
    })
    .parse(JSON.parse(ran.out)).recordings;
}

test('a batch that runs again does nothing twice and keeps players that were set by hand', async () => {
  mkdirSync(takes);
  writeWav(join(takes, 'one.wav'), { seconds: 1 });
  const setUp = await openApp();
  await setUp.calls.system.saveSettings({ analyseAutomatically: false }, context);
  await setUp.close();

  const [first] = await importTakes();
  expect(first).toMatchObject({ existing: false, usedAgain: false, notes: [] });
  expect(await importTakes()).toEqual([{ ...first, existing: true, usedAgain: true }]);

  const byHand = ensembleOf(['flute', 'cello']);
  const recordingId = RecordingId.parse(first?.id);
  const app = await openApp();
  await app.calls.library.setPlayers({ recordingId, players: byHand }, context);
  // The window ends with a separation in the queue, which the next batch waits for and does not start again.
  const { separationId } = await app.calls.separation.start({ recordingId, players: byHand }, context);
  await app.close();
  const [kept] = await importTakes();
  expect(kept).toEqual({
    ...first,
    existing: true,
    separation: separationId,
    usedAgain: false,
    notes: ['Its own players were kept: Flute, Cello'],
  });

  const [forced] = await importTakes('--force', '--replace-players');
  expect(forced).toMatchObject({ id: first?.id, existing: true, usedAgain: false, notes: [] });
  expect([first?.separation, kept?.separation]).not.toContain(forced?.separation);
  const again = await openApp();
  const { recording, separations } = await again.calls.library.get({ recordingId }, context);
  const jobs = await again.calls.jobs.list(undefined, context);
  await again.close();
  expect(recording.players).toEqual(ensembleOf(['violin', 'cello']));
  expect(separations.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
  expect(jobs.map(({ kind, state }) => [kind, state])).toEqual([
    ['import', 'done'],
    ['separate', 'done'],
    ['separate', 'done'],
    ['separate', 'done'],
  ]);
});

test('a faster separation is another one, and is used again as such', async () => {
  const [fast] = await importTakes('--fast');
  expect(fast).toMatchObject({ existing: true, usedAgain: false });
  expect(await importTakes('--fast')).toEqual([{ ...fast, usedAgain: true }]);
  const app = await openApp();
  const { separations } = await app.calls.library.get({ recordingId: RecordingId.parse(fast?.id) }, context);
  await app.close();
  expect(separations.map(({ id, effort }) => [id === fast?.separation, effort])).toEqual([
    [true, 'fast'],
    ...separations.slice(1).map(() => [false, 'best']),
  ]);
});
