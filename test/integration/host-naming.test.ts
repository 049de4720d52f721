import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended, pcm, startHost } from './host-harness.ts';

const SECONDS = 3;
const players = ensembleOf(['violin', 'violin', 'viola']);

/** One note of each player. */
function notesOf(origin: 'heard' | 'score'): NotesDocument {
  return {
    ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: RATE, players },
    frames: SECONDS * RATE,
    notes: players.map(({ id: player }, index) => ({
      ...{ id: `n${index}`, player, pitch: 60 + index, origin, confidence: 0.9 },
      ...{ onset: index * RATE, offset: (index + 1) * RATE },
    })),
  };
}

it('stems that are given other names change places, their notes go along, and undo brings both back', async () => {
  const dir = tempDir();
  const { host, client } = await startHost(join(dir, 'library'));
  const wav = writeWav(join(dir, 'trio.wav'), { rate: RATE, channels: 1, seconds: SECONDS, sample });
  const { grantId } = host.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const imported = await client.library.import({ grantId, mode: 'copy' });
  const [[importId], [recordingId]] = [imported.jobIds, imported.recordingIds];
  if (importId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  await ended(client, importId);
  await client.library.setPlayers({ recordingId, players });
  const told = await client.notes.save({ recordingId, baseRevision: 0, document: notesOf('heard') });
  const { separationId, jobId } = await client.separation.start({ recordingId, players });
  expect((await ended(client, jobId)).failure).toBeNull();
  const stemsNow = async () => {
    const { separations } = await client.library.get({ recordingId });
    const [separation] = separations;
    if (separation?.state !== 'ready') throw new Error('the separation is not ready');
    return separation.stems;
  };
  const stems = await stemsNow();
  const idOf = (name: string) => {
    const stem = stems.find((candidate) => candidate.name === name);
    if (stem === undefined) throw new Error(`there is no ${name}`);
    return stem.id;
  };
  const sounds = async () =>
    Object.fromEntries(
      await Promise.all(stems.map(async ({ id, name }) => [name, await pcm(host, id)] as const)),
    );
  const playersOf = async () => {
    const { document, hash, linesNamed } = await client.notes.get({ recordingId });
    return {
      hash,
      linesNamed,
      of: Object.fromEntries((document?.notes ?? []).map(({ id, player }) => [id, player])),
    };
  };
  const before = await sounds();

  expect((await playersOf()).linesNamed).toBe(false);
  await client.stemVersions.confirmNames({ separationId, version: 0 });
  expect((await playersOf()).linesNamed).toBe(true);
  expect(await client.stemVersions.list({ separationId })).toMatchObject([
    { version: 0, edit: { kind: 'original', confirmed: true } },
  ]);

  // The violins are really violin 2 and viola, and the viola is violin 1.
  const named = await client.stemVersions.name({
    separationId,
    sounds: [
      { stem: idOf('violin-2'), sound: idOf('violin-1') },
      { stem: idOf('viola'), sound: idOf('violin-2') },
      { stem: idOf('violin-1'), sound: idOf('viola') },
    ],
  });
  expect((await ended(client, named.jobId)).failure).toBeNull();
  const after = await sounds();
  expect(after).toEqual({
    'violin-1': before['viola'],
    'violin-2': before['violin-1'],
    viola: before['violin-2'],
    rest: before['rest'],
  });
  const notes = await playersOf();
  expect(notes.linesNamed).toBe(true);
  expect(notes.of).toEqual({ n0: 'violin-2', n1: 'viola', n2: 'violin-1' });
  expect(await client.stemVersions.list({ separationId })).toMatchObject([
    { version: 0 },
    { version: 1, edit: { kind: 'named', notes: { before: told.hash, after: notes.hash } } },
  ]);
  // Each version has names of its own to confirm.
  expect((await client.stemVersions.list({ separationId }))[1]?.edit).not.toHaveProperty('confirmed');
  await client.stemVersions.confirmNames({ separationId, version: 1 });
  expect((await client.stemVersions.list({ separationId })).map(({ edit }) => edit)).toMatchObject([
    { kind: 'original', confirmed: true },
    { kind: 'named', confirmed: true, notes: { before: told.hash, after: notes.hash } },
  ]);
  await expect(client.stemVersions.confirmNames({ separationId, version: 9 })).rejects.toMatchObject({
    code: 'library/not-found',
  });
  // The stems were told these notes, under their new names.
  expect(await client.stemVersions.changedNotes({ separationId })).toEqual([]);

  await client.stemVersions.use({ separationId, version: 0 });
  expect(await sounds()).toEqual(before);
  expect((await playersOf()).hash).toBe(told.hash);
  await client.stemVersions.use({ separationId, version: 1 });
  expect(await sounds()).toEqual(after);
  expect((await playersOf()).hash).toBe(notes.hash);

  // A score says by itself whose its notes are; undoing the names leaves it alone.
  const { revision } = await client.notes.get({ recordingId });
  const score = await client.notes.save({ recordingId, baseRevision: revision, document: notesOf('score') });
  expect((await playersOf()).linesNamed).toBe(false);
  await client.stemVersions.use({ separationId, version: 0 });
  const pair = [idOf('violin-1'), idOf('violin-2')] as const;
  const swapped = await client.stemVersions.name({
    separationId,
    sounds: [
      { stem: pair[0], sound: pair[1] },
      { stem: pair[1], sound: pair[0] },
    ],
  });
  expect((await ended(client, swapped.jobId)).failure).toBeNull();
  expect((await sounds())['violin-1']).toEqual(before['violin-2']);
  expect((await playersOf()).hash).toBe(score.hash);

  await expect(
    client.stemVersions.name({ separationId, sounds: [{ stem: pair[0], sound: pair[1] }] }),
  ).rejects.toMatchObject({ code: 'call/invalid' });
});
