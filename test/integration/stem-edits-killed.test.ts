import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createHost } from '../../src-main/api/host.ts';
import type { StemId } from '../../src-shared/project/ids.ts';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { clientOf, ended, pcm, startHost } from './host-harness.ts';
import { optionsFor } from './host-options.ts';

it('an edit whose program was killed is not made twice, and what a killed edit left is out of the way', async () => {
  const dir = tempDir();
  const library = join(dir, 'library');
  const first = await createHost(optionsFor(library));
  const before = clientOf(first);
  await before.system.saveSettings({ analyseAutomatically: false });
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: 3, sample });
  const { grantId } = first.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const imported = await before.library.import({ grantId, mode: 'copy' });
  const [[importId], [recordingId]] = [imported.jobIds, imported.recordingIds];
  if (importId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  await ended(before, importId);
  const players = [
    { id: 'flute', instrument: 'flute' as const, label: 'Flute' },
    { id: 'cello', instrument: 'cello' as const, label: 'Cello' },
  ];
  const { separationId, jobId } = await before.separation.start({ recordingId, players });
  await ended(before, jobId);
  const { separations } = await before.library.get({ recordingId });
  const [flute, cello] = separations[0]?.stems ?? [];
  if (flute === undefined || cello === undefined) throw new Error('there are no stems');
  const edit = { separationId, from: RATE, to: 2 * RATE, stems: [flute.id, cello.id] as [StemId, StemId] };
  const swap = await before.stemVersions.swap(edit);
  expect((await ended(before, swap.jobId)).failure).toBeNull();
  const swapped = await pcm(first, flute.id);
  await first.close();

  // As if the program had been killed between storing the version and ending the job, and once more in another edit.
  const database = new BetterSqlite(join(library, 'library.sqlite'));
  database.prepare(`UPDATE jobs SET state = 'running' WHERE id = ?`).run(swap.jobId);
  database.close();
  const stems = join(library, 'stems', separationId);
  for (const name of ['v5', 'version.divisi-unfinished']) {
    mkdirSync(join(stems, name));
    writeFileSync(join(stems, name, 'flute.wav'), 'half');
  }

  const { host, client } = await startHost(library);
  expect((await ended(client, swap.jobId)).failure).toBeNull();
  expect((await client.stemVersions.list({ separationId })).map(({ version }) => version)).toEqual([0, 1]);
  expect(await pcm(host, flute.id)).toEqual(swapped);
  const back = await client.stemVersions.swap(edit);
  expect((await ended(client, back.jobId)).failure).toBeNull();
  expect((await client.stemVersions.list({ separationId })).map(({ version }) => version)).toEqual([0, 1, 6]);
  // Nothing that a killed edit had finished is deleted; what it had not is.
  expect(existsSync(join(stems, 'v5', 'flute.wav'))).toBe(true);
  expect(existsSync(join(stems, 'version.divisi-unfinished'))).toBe(false);
});

const LONG_SECONDS = 20;

/** Both players hold one note throughout. */
const heldNotes: NotesDocument = {
  ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: RATE },
  players: [
    { id: 'flute', instrument: 'flute', label: 'Flute' },
    { id: 'cello', instrument: 'cello', label: 'Cello' },
  ],
  frames: LONG_SECONDS * RATE,
  notes: (['flute', 'cello'] as const).map((player) => ({
    ...{ id: player, player, onset: 0, offset: LONG_SECONDS * RATE, pitch: player === 'flute' ? 76 : 48 },
    ...{ origin: 'drawn', confidence: 1 },
  })),
};

it('a passage that was being separated again when the program closed resumes, with the same bytes', async () => {
  const dir = tempDir();
  const library = join(dir, 'library');
  const first = await createHost(optionsFor(library));
  const before = clientOf(first);
  await before.system.saveSettings({ analyseAutomatically: false });
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: LONG_SECONDS, sample });
  const { grantId } = first.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const imported = await before.library.import({ grantId, mode: 'copy' });
  const [[importId], [recordingId]] = [imported.jobIds, imported.recordingIds];
  if (importId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  await ended(before, importId);
  const players = [...heldNotes.players];
  const { separationId, jobId } = await before.separation.start({ recordingId, players });
  await ended(before, jobId);
  await before.notes.save({ recordingId, baseRevision: 0, document: heldNotes });
  const edit = { separationId, from: 0, to: LONG_SECONDS * RATE };
  const again = await before.stemVersions.separateAgain(edit);
  const stems = join(library, 'stems', separationId);
  const state = join(stems, 'version.divisi-unfinished', 'edit-state.json');
  await until(() => existsSync(state));
  await first.close();
  expect(existsSync(state)).toBe(true);

  const { host, client } = await startHost(library);
  expect((await ended(client, again.jobId)).failure).toBeNull();
  expect(readdirSync(join(stems, 'v1'))).not.toContain('edit-state.json');
  const { separations } = await client.library.get({ recordingId });
  const ids = separations[0]?.stems.map(({ id }) => id) ?? [];
  const resumed = await Promise.all(ids.map((id) => pcm(host, id)));
  await client.stemVersions.use({ separationId, version: 0 });
  const whole = await client.stemVersions.separateAgain(edit);
  expect((await ended(client, whole.jobId)).failure).toBeNull();
  expect(await Promise.all(ids.map((id) => pcm(host, id)))).toEqual(resumed);
});
