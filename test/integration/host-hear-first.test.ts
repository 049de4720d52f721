import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { ended, startHost } from './host-harness.ts';
import { importSound, whiteNoise } from './import-sound.ts';

const players = ensembleOf(['flute', 'flute', 'cello']);

it('a separation hears the notes of its passage first, and goes on without where there are none', async () => {
  const dir = tempDir();
  const opened = await startHost(join(dir, 'library'));
  const { client } = opened;
  const imported = (name: string, sound: (frame: number) => number, seconds: number) =>
    importSound(opened, join(dir, name), sound, seconds);
  const recordingId = await imported('duo.wav', sample, 9.5);
  const separated = async (id: typeof recordingId, from: number, to: number) => {
    const request = { recordingId: id, players, from, to, hearFirst: true };
    const plain = await client.separation.estimate({ ...request, hearFirst: false });
    const both = await client.separation.estimate(request);
    const { jobId, separationId } = await client.separation.start(request);
    expect((await ended(client, jobId)).failure).toBeNull();
    const { separations } = await client.library.get({ recordingId: id });
    const separation = separations.find((one) => one.id === separationId);
    if (separation?.state !== 'ready') throw new Error('the separation did not finish');
    return { separation, isLonger: both.seconds > plain.seconds };
  };
  const spans = async () => {
    const { document, hash } = await client.notes.get({ recordingId });
    const notes = document?.notes ?? [];
    return { count: notes.length, last: Math.max(...notes.map(({ offset }) => offset)), hash };
  };

  const early = await separated(recordingId, 0, 3 * RATE);
  expect(early.isLonger).toBe(true);
  const first = await spans();
  expect(first.count).toBeGreaterThan(2);
  expect(first.last).toBeLessThanOrEqual(3 * RATE);
  expect(early.separation.notesSha256).toBe(first.hash);

  const late = await separated(recordingId, 4 * RATE, 7 * RATE);
  const second = await spans();
  expect(second.count).toBeGreaterThan(first.count);
  expect(second.last).toBeGreaterThan(4 * RATE);
  expect(late.separation.notesSha256).toBe(second.hash);

  const again = await separated(recordingId, 0, 3 * RATE);
  expect(again.isLonger).toBe(false);
  expect(again.separation.notesSha256).toBe(second.hash);

  const noisy = await separated(await imported('noise.wav', whiteNoise(), 3), 0, 3 * RATE);
  expect(noisy.separation.notesSha256).toBeNull();
  expect(noisy.separation.notes).toContainEqual({ kind: 'nothing-heard' });
});
