import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BEAT, CELLO, FLUTE, RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { ended, startHost } from './host-harness.ts';
import { importSound, whiteNoise } from './import-sound.ts';

/** Share of a player's beats in whose middle a note of the written pitch was heard. */
function heardShare(
  notes: readonly { player: string; onset: number; offset: number; pitch: number }[],
  player: string,
  written: readonly number[],
): number {
  const found = written.filter((pitch, beat) => {
    const middle = (0.5 + (beat + 0.5) * BEAT) * RATE;
    return notes.some(
      (note) =>
        note.player === player &&
        note.onset <= middle &&
        middle < note.offset &&
        Math.abs(note.pitch - pitch) < 0.5,
    );
  });
  return found.length / written.length;
}

it('the notes of two players are heard by the queue and told to a separation; noise has none', async () => {
  const dir = tempDir();
  const opened = await startHost(join(dir, 'library'));
  const { client } = opened;
  const imported = (name: string, sound: (frame: number) => number, seconds: number) =>
    importSound(opened, join(dir, name), sound, seconds);
  const players = [
    { id: 'flute', instrument: 'flute' as const, label: 'Flute' },
    { id: 'cello', instrument: 'cello' as const, label: 'Cello' },
  ];
  const recordingId = await imported('duo.wav', sample, 9.5);
  await expect(client.notes.hear({ recordingId })).rejects.toMatchObject({ code: 'players/none' });
  await client.library.setPlayers({ recordingId, players });
  const { jobId } = await client.notes.hear({ recordingId });
  expect(await ended(client, jobId)).toMatchObject({ state: 'done', kind: 'hear', failure: null });
  const { document, revision, hash } = await client.notes.get({ recordingId });
  expect(revision).toBe(1);
  const notes = document?.notes ?? [];
  expect(new Set(notes.map(({ origin }) => origin))).toEqual(new Set(['heard']));
  expect(heardShare(notes, 'flute', FLUTE)).toBeGreaterThan(0.7);
  expect(heardShare(notes, 'cello', CELLO)).toBeGreaterThan(0.7);
  const told = await client.separation.start({ recordingId, players, from: 0, to: 2 * RATE });
  expect((await ended(client, told.jobId)).failure).toBeNull();
  const { separations } = await client.library.get({ recordingId });
  expect(separations.find(({ id }) => id === told.separationId)?.notesSha256).toBe(hash);

  const noisy = await imported('noise.wav', whiteNoise(), 3);
  await client.library.setPlayers({ recordingId: noisy, players });
  const refused = await client.notes.hear({ recordingId: noisy });
  expect((await ended(client, refused.jobId)).failure).toMatchObject({ code: 'notes/none-heard' });
  expect((await client.notes.get({ recordingId: noisy })).document).toBeNull();
});
