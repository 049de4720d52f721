import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BEAT, CELLO, FLUTE, RATE, sample, scoreOf } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended, startHost } from './host-harness.ts';

it('a score is aligned by the queue; its notes are stored, told to a separation, and another piece is refused', async () => {
  const dir = tempDir();
  const { host, client } = await startHost(join(dir, 'library'));
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: 9.5, sample });
  const file = (path: string) => host.grants.grantPath(path, { kind: 'file', access: 'read' }).grantId;
  const { jobIds, recordingIds } = await client.library.import({ grantId: file(wav), mode: 'copy' });
  const [recordingId] = recordingIds;
  const [importId] = jobIds;
  if (recordingId === undefined || importId === undefined) throw new Error('nothing was imported');
  expect((await ended(client, importId)).failure).toBeNull();
  await expect(client.notes.align({ recordingId })).rejects.toMatchObject({ code: 'call/invalid' });

  const score = join(dir, 'duo.musicxml');
  writeFileSync(score, scoreOf(FLUTE, CELLO));
  const aligned = await client.notes.align({ recordingId, score: file(score) });
  expect(await ended(client, aligned.jobId)).toMatchObject({ state: 'done', kind: 'align', failure: null });
  const { document, score: stored, hash } = await client.notes.get({ recordingId });
  expect(stored).toMatchObject({
    fileName: 'duo.musicxml',
    report: { parts: [{ player: 'flute' }, { player: 'cello' }] },
  });
  // The players come from the score where nobody was declared.
  expect((await client.library.get({ recordingId })).recording.players.map(({ id }) => id)).toEqual([
    'flute',
    'cello',
  ]);
  const flute = document?.notes.filter(({ player }) => player === 'flute') ?? [];
  expect(flute.map(({ pitch }) => Math.round(pitch))).toEqual(FLUTE);
  for (const [index, { onset }] of flute.entries()) {
    expect(Math.abs(onset / RATE - (0.5 + index * BEAT))).toBeLessThan(0.06);
  }

  const first = await client.notes.page({ recordingId, page: 0 });
  expect(first).toMatchObject({ pages: 1, pageOf: [0, 0, 0, 0] });
  expect(first.page.bars.map(({ notated }) => notated)).toEqual(
    stored?.report.bars.map(({ notated }) => notated),
  );
  expect(first.page.notes).toHaveLength(FLUTE.length + CELLO.length);
  await expect(client.notes.page({ recordingId, page: 1 })).rejects.toMatchObject({
    code: 'library/not-found',
  });

  const players = (await client.library.get({ recordingId })).recording.players;
  const passage = { from: 0, to: 2 * RATE };
  const told = await client.separation.start({ recordingId, players, ...passage });
  const untold = await client.separation.start({ recordingId, players, ...passage, tellNotes: false });
  for (const { jobId } of [told, untold]) expect((await ended(client, jobId)).failure).toBeNull();
  const { separations } = await client.library.get({ recordingId });
  const takesNotes =
    (await client.models.list()).find(({ task, isDefault }) => task === 'separation' && isDefault)
      ?.takesNotes === true;
  const hashOf = (id: string) => separations.find((separation) => separation.id === id)?.notesSha256;
  expect(hashOf(told.separationId)).toBe(takesNotes ? hash : null);
  expect(hashOf(untold.separationId)).toBeNull();
  expect(existsSync(join(dir, 'library', 'stems', told.separationId, 'notes.json'))).toBe(takesNotes);

  for (const [format, head] of [
    ['midi', 'MThd'],
    ['musicxml', '<?xml'],
  ] as const) {
    const file = await client.notes.export({ recordingId, format });
    const { path } = host.grants.resolve(file.grantId, 'read');
    expect(readFileSync(path).subarray(0, head.length).toString()).toBe(head);
  }

  const other = join(dir, 'other.musicxml');
  writeFileSync(
    other,
    scoreOf(
      FLUTE.map((_, at) => 61 + ((at * 7) % 11)),
      CELLO.map((_, at) => 42 + ((at * 5) % 13)),
    ),
  );
  const refused = await client.notes.align({ recordingId, score: file(other) });
  expect(await ended(client, refused.jobId)).toMatchObject({
    state: 'failed',
    failure: { code: 'notes/does-not-fit' },
  });
  expect((await client.notes.get({ recordingId })).hash).toBe(hash);
  await client.jobs.dismiss({ jobId: refused.jobId });
  const scores = readdirSync(join(dir, 'library', 'audio')).filter((name) => name.includes('.score'));
  expect(scores).toEqual([expect.stringMatching(/^rec_\w+\.score\.[0-9a-f]{12}\.musicxml$/)]);
});
