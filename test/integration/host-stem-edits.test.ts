import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stemAudioId, type RecordingId, type SeparationId } from '../../src-shared/project/ids.ts';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import { BEAT, CELLO, FLUTE, RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';
import { ended, media, pcm, startHost, type Client } from './host-harness.ts';

const SECONDS = 9.5;
const players = [
  { id: 'flute', instrument: 'flute' as const, label: 'Flute' },
  { id: 'cello', instrument: 'cello' as const, label: 'Cello' },
];

/** The duo's notes; those of both players are exchanged from `swapFrom` on, in seconds. */
function notesOf(swapFrom: number): NotesDocument {
  const notes = ([['flute', FLUTE] as const, ['cello', CELLO] as const] as const).flatMap(
    ([player, pitches]) =>
      pitches.map((pitch, beat) => {
        const at = 0.5 + beat * BEAT;
        const isWrong = at >= swapFrom && at < swapFrom + 3;
        return {
          ...{ id: `${player}-${beat}`, pitch, origin: 'drawn' as const, confidence: 1 },
          player: isWrong ? (player === 'flute' ? 'cello' : 'flute') : player,
          onset: Math.round(at * RATE),
          offset: Math.round((at + BEAT) * RATE),
        };
      }),
  );
  return {
    ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: RATE, players },
    ...{ frames: SECONDS * RATE, notes: notes.toSorted((a, b) => a.onset - b.onset) },
  };
}

async function stemsOf(client: Client, recordingId: RecordingId, separationId: SeparationId) {
  const { separations } = await client.library.get({ recordingId });
  const separation = separations.find(({ id }) => id === separationId);
  if (separation?.state !== 'ready') throw new Error('the separation is not ready');
  return separation;
}

it('a passage is separated again with corrected notes, undone, swapped, dropped and restored', async () => {
  const dir = tempDir();
  const { host, client } = await startHost(join(dir, 'library'));
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: SECONDS, sample });
  const { grantId } = host.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const imported = await client.library.import({ grantId, mode: 'copy' });
  const [[importId], [recordingId]] = [imported.jobIds, imported.recordingIds];
  if (importId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  await ended(client, importId);
  await client.library.setPlayers({ recordingId, players });
  await client.notes.save({ recordingId, baseRevision: 0, document: notesOf(4) });
  const { separationId, jobId } = await client.separation.start({ recordingId, players });
  expect((await ended(client, jobId)).failure).toBeNull();
  const original = await stemsOf(client, recordingId, separationId);
  expect(original.version).toBe(0);
  expect(await client.stemVersions.list({ separationId })).toMatchObject([
    { version: 0, edit: { kind: 'original' } },
  ]);
  const recording = await pcm(host, recordingId);
  const before = await Promise.all(original.stems.map(({ id }) => pcm(host, id)));

  // The same notes make the same stems.
  const [from, to] = [4 * RATE, 7.5 * RATE];
  const same = await client.stemVersions.separateAgain({ separationId, from, to });
  expect((await ended(client, same.jobId)).failure).toMatchObject({ code: 'separation/unchanged' });
  expect((await stemsOf(client, recordingId, separationId)).version).toBe(0);

  const { hash } = await client.notes.save({ recordingId, baseRevision: 1, document: notesOf(99) });
  const corrected = await client.stemVersions.separateAgain({ separationId, from, to });
  await expect(client.stemVersions.drop({ separationId, version: 0 })).rejects.toMatchObject({
    code: 'separation/busy',
  });
  expect(await ended(client, corrected.jobId)).toMatchObject({
    state: 'done',
    kind: 'edit-stems',
    failure: null,
  });
  const now = await stemsOf(client, recordingId, separationId);
  expect(now.version).toBe(1);
  expect(now.stems.map(({ id }) => id)).toEqual(original.stems.map(({ id }) => id));
  const after = await Promise.all(now.stems.map(({ id }) => pcm(host, id)));
  expectNull(recording, after);
  const margin = Math.round(0.05 * RATE);
  for (const [index, samples] of after.entries()) {
    expect(samples.subarray(0, from - margin)).toEqual(before[index]?.subarray(0, from - margin));
    expect(samples.subarray(to + margin)).toEqual(before[index]?.subarray(to + margin));
  }
  // In the passage they are what the right notes make of the whole.
  const right = await client.separation.start({ recordingId, players });
  expect((await ended(client, right.jobId)).failure).toBeNull();
  const inPassage = (samples: Float32Array | undefined) => samples?.subarray(from + margin, to - margin);
  for (const [index, { id }] of (await stemsOf(client, recordingId, right.separationId)).stems.entries()) {
    expect(inPassage(after[index])).toEqual(inPassage(await pcm(host, id)));
  }
  const versions = await client.stemVersions.list({ separationId });
  expect(versions).toMatchObject([
    { version: 0, parent: null },
    { version: 1, parent: 0, edit: { kind: 'again', from, to, notesSha256: hash, modelId: 'harmonic-unet' } },
  ]);

  // Each version can be read by its own id, with its own waveform.
  const flute = now.stems[0]?.id;
  const cello = now.stems[1]?.id;
  if (flute === undefined || cello === undefined) throw new Error('there are no stems');
  expect(await pcm(host, stemAudioId(flute, 0))).toEqual(before[0]);
  expect(await pcm(host, stemAudioId(flute, 1))).toEqual(after[0]);
  const peaks = async (version: number): Promise<Int16Array> => {
    const response = await media(host, stemAudioId(flute, version), `peaks?from=${from}&to=${to}&buckets=50`);
    expect(response.headers.get('x-divisi-ready')).toBe(String(SECONDS * RATE));
    return new Int16Array(await response.arrayBuffer());
  };
  expect(await peaks(0)).not.toEqual(await peaks(1));
  expect((await media(host, stemAudioId(flute, 2), 'pcm')).status).toBe(404);

  // Undo and redo.
  await client.stemVersions.use({ separationId, version: 0 });
  expect(await pcm(host, flute)).toEqual(before[0]);
  await client.stemVersions.use({ separationId, version: 1 });
  expect(await pcm(host, flute)).toEqual(after[0]);

  const swap = await client.stemVersions.swap({ separationId, from, to, stems: [flute, cello] });
  // It can be undone as soon as it is shown; its job ends a moment later.
  const inUse = async (): Promise<number> => (await stemsOf(client, recordingId, separationId)).version;
  await expect.poll(inUse, { interval: 1, timeout: 60_000 }).toBe(2);
  await client.stemVersions.use({ separationId, version: 1 });
  await client.stemVersions.use({ separationId, version: 2 });
  expect((await ended(client, swap.jobId)).failure).toBeNull();
  const swapped = await Promise.all(now.stems.map(({ id }) => pcm(host, id)));
  expectNull(recording, swapped);
  expect(inPassage(swapped[0])).toEqual(inPassage(after[1]));
  expect(inPassage(swapped[1])).toEqual(inPassage(after[0]));
  expect(swapped[2]).toEqual(after[2]);

  // What is in use stays; what is dropped comes back from the trash, and its number is not used again.
  await expect(client.stemVersions.drop({ separationId, version: 2 })).rejects.toMatchObject({
    code: 'call/invalid',
  });
  await client.stemVersions.use({ separationId, version: 0 });
  const { trashId } = await client.stemVersions.drop({ separationId, version: 2 });
  expect((await client.stemVersions.list({ separationId })).map(({ version }) => version)).toEqual([0, 1]);
  expect(existsSync(join(dir, 'library', 'stems', separationId, 'v2'))).toBe(false);
  await expect(client.stemVersions.use({ separationId, version: 2 })).rejects.toMatchObject({
    code: 'library/not-found',
  });
  const entry = (await client.trash.list()).find(({ id }) => id === trashId);
  expect(entry).toMatchObject({ kind: 'version', problem: null });
  if (trashId === null) throw new Error('nothing went to the trash');
  await client.trash.restore({ id: trashId });
  await client.stemVersions.use({ separationId, version: 2 });
  expect(await pcm(host, flute)).toEqual(swapped[0]);
  // The original can go too.
  const dropped = await client.stemVersions.drop({ separationId, version: 0 });
  expect(dropped.trashId).not.toBeNull();
  expect((await media(host, stemAudioId(flute, 0), 'pcm')).status).toBe(404);
  expect(await pcm(host, flute)).toEqual(swapped[0]);

  await expect(
    client.stemVersions.swap({ separationId, from, to, stems: [flute, flute] }),
  ).rejects.toMatchObject({
    code: 'call/invalid',
  });
  await expect(
    client.stemVersions.separateAgain({ separationId, from: 0, to: 10 * RATE }),
  ).rejects.toMatchObject({ code: 'call/invalid' });

  // The sidecar tells of it all.
  const { readSeparationSidecar } = await import('../../src-main/library/sidecar/sidecar.ts');
  const { libraryFolder } = await import('../../src-main/library/folder.ts');
  const folder = libraryFolder(join(dir, 'library'));
  await eventually(() => {
    const sidecar = readSeparationSidecar(folder, separationId);
    if ('refused' in sidecar) throw new Error(sidecar.refused);
    expect(sidecar.rows.version).toBe(2);
    expect(sidecar.rows.versions.map(({ version, dropped: isDropped }) => [version, isDropped])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
  });
});

function expectNull(recording: Float32Array, stems: readonly Float32Array[]): void {
  const sum = recording.map((_, n) => stems.reduce((total, stem) => total + (stem[n] ?? NaN), 0));
  expect(sum).toEqual(recording);
}
