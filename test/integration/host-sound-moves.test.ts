import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { previewAudioId, type AudioId } from '../../src-shared/project/ids.ts';
import { rectangleSelection, type SoundSelection } from '../../src-shared/project/sound-selection.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended, media, pcm, startHost } from './host-harness.ts';

const SECONDS = 4;
const players = [
  { id: 'flute', instrument: 'flute' as const, label: 'Flute' },
  { id: 'cello', instrument: 'cello' as const, label: 'Cello' },
];
const at = (seconds: number, hz: number) => ({ at: Math.round(seconds * RATE), hz });

/** Folders of previews that this process has now. */
const previewFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`divisi-preview-${process.pid}-`));

it('selected sound is heard first, then moved, and undone; stems and rest sum to the recording throughout', async () => {
  const dir = tempDir();
  const { host, client } = await startHost(join(dir, 'library'));
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: SECONDS, sample });
  const { grantId } = host.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const imported = await client.library.import({ grantId, mode: 'copy' });
  const [[importId], [recordingId]] = [imported.jobIds, imported.recordingIds];
  if (importId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  await ended(client, importId);
  const { separationId, jobId } = await client.separation.start({ recordingId, players });
  expect((await ended(client, jobId)).failure).toBeNull();
  const { separations } = await client.library.get({ recordingId });
  const separation = separations[0];
  if (separation?.state !== 'ready') throw new Error('the separation is not ready');
  const { stems } = separation;
  const [flute, cello] = stems;
  if (flute === undefined || cello === undefined) throw new Error('there are no stems');
  const recording = await pcm(host, recordingId);
  const all = () => Promise.all(stems.map(({ id }) => pcm(host, id)));
  const before = await all();

  const selection: SoundSelection = [
    { kind: 'harmonics', erase: false, from: RATE, to: 1.5 * RATE, hz: 587.33, count: 10, cents: 100 },
    { kind: 'lasso', erase: false, points: [at(1.6, 300), at(2.4, 300), at(2, 3000)] },
    { kind: 'brush', erase: true, points: [at(1.9, 900), at(2.1, 900)], seconds: 0.2, semitones: 12 },
  ];
  const route = { source: flute.id, target: cello.id, share: 1, selection };
  // What a killed program left goes when the first preview is rendered.
  const left = mkdtempSync(join(tmpdir(), 'divisi-preview-999999999-'));
  const preview = await client.stemVersions.preview({ separationId, ...route });
  expect(preview).toMatchObject({ from: 0, to: 3.4 * RATE, channels: 1, sampleRate: RATE, shortened: false });
  expect(previewFolders()).toHaveLength(1);
  expect(existsSync(left)).toBe(false);
  const heard = (what: 'sound' | 'source' | 'target'): Promise<Float32Array> =>
    pcm(host, previewAudioId(preview.previewId, what));
  const [sound, source, target] = await Promise.all([heard('sound'), heard('source'), heard('target')]);
  expect(await all()).toEqual(before);
  expect(await client.stemVersions.list({ separationId })).toHaveLength(1);

  const move = await client.stemVersions.move({ separationId, ...route });
  expect((await ended(client, move.jobId)).failure).toBeNull();
  const moved = await all();
  expectNull(recording, moved);
  // What was heard is what was made, bit for bit.
  expect(source).toEqual(moved[0]?.subarray(preview.from, preview.to));
  expect(target).toEqual(moved[1]?.subarray(preview.from, preview.to));
  for (const [n, value] of sound.entries()) {
    const gone = (before[0]?.[n] ?? NaN) - (source[n] ?? NaN);
    if (Math.abs(gone - value) > 2 ** -15)
      throw new Error(`at ${n} the sound is ${value}, but ${gone} moved`);
  }
  expect(Math.max(...sound.map(Math.abs))).toBeGreaterThan(0.01);
  expect(moved[2]).toEqual(before[2]);
  expect((await client.stemVersions.list({ separationId })).at(-1)).toMatchObject({
    edit: { kind: 'move', from: RATE, to: 2.4 * RATE, selection },
  });
  await client.stemVersions.use({ separationId, version: 0 });
  expect(await all()).toEqual(before);

  await client.stemVersions.endPreview({ previewId: preview.previewId });
  expect(previewFolders()).toHaveLength(0);
  const gone: AudioId = previewAudioId(preview.previewId, 'sound');
  expect((await media(host, gone, 'pcm')).status).toBe(404);
  // An open one goes with the host.
  await client.stemVersions.preview({ separationId, ...route, selection: rectangleSelection(0, RATE) });
  expect(previewFolders()).toHaveLength(1);

  const refused = (change: object) =>
    client.stemVersions.move({ separationId, ...route, ...change }).then(
      () => 'taken',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(await refused({ selection: rectangleSelection(9 * RATE, 10 * RATE) })).toBe('call/invalid');
  expect(await refused({ target: flute.id })).toBe('call/invalid');
  expect(await refused({ share: 0 })).toBe('call/invalid');
  expect(await refused({ selection: [] })).not.toBe('taken');
  await host.close();
  expect(previewFolders()).toHaveLength(0);
});

function expectNull(recording: Float32Array, stems: readonly Float32Array[]): void {
  const sum = recording.map((_, n) => stems.reduce((total, stem) => total + (stem[n] ?? NaN), 0));
  expect(sum).toEqual(recording);
}
