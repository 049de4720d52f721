import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary } from '../../src-main/library/open.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import type { ItemId } from '../../src-shared/project/ids.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { hzOf, writeTinyEmbedder } from '../unit/src-main/inference/tiny-embedder.ts';
import { addRecording, addVector, between, direction } from '../unit/src-main/library/item-fixture.ts';
import { ended, startHost, type Client } from './host-harness.ts';
import { eventually } from '../support/until.ts';

const RATE = 44_100;

/** A host with a tiny listener that listens by itself. */
async function start() {
  const dir = tempDir();
  const modelsDir = join(dir, 'models');
  await mkdir(modelsDir);
  await writeTinyEmbedder(modelsDir);
  const started = await startHost(join(dir, 'library'), { modelsDir });
  await started.client.system.saveSettings({ analyseAutomatically: true });
  return { ...started, dir };
}

/** Eight seconds of what the tiny listener takes for the one instrument, then for the other. */
async function importTones(
  { host, client, dir }: Awaited<ReturnType<typeof start>>,
  title: string,
  first: Parameters<typeof hzOf>[0],
  second = first,
) {
  const path = writeWav(join(dir, `${title}.wav`), {
    rate: RATE,
    channels: 1,
    seconds: 8,
    sample: (frame) => 0.2 * Math.sin((2 * Math.PI * hzOf(frame < 4 * RATE ? first : second) * frame) / RATE),
  });
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference' });
  const [jobId] = jobIds;
  const [recordingId] = recordingIds;
  if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  expect((await ended(client, jobId)).state).toBe('done');
  return recordingId;
}

const ready = (client: Client, itemId: ItemId) =>
  eventually(async () => expect((await client.items.get({ itemId })).vector).toBe('ready'));

describe('items through the host', () => {
  it('are listened to, found by their sound and words, marked and tagged', async () => {
    const started = await start();
    const { client, events } = started;
    const viola = await importTones(started, 'Alpha', 'viola');
    const both = await importTones(started, 'Beta', 'viola', 'flute');
    const flute = await importTones(started, 'Gamma', 'flute');
    for (const itemId of [viola, both, flute]) await ready(client, itemId);
    await client.library.setPlayers({ recordingId: flute, players: ensembleOf(['flute', 'piano']) });

    const near = await client.items.similar({ itemId: viola });
    expect(near.state).toBe('ready');
    expect(near.items.map(({ id }) => id)).toEqual([both, flute]);
    expect(near.items[0]?.distance).toBeLessThan(0.5);
    expect(near.items[1]?.distance).toBeGreaterThan(0.8);
    const filtered = await client.items.similar({ itemId: viola, instrument: 'piano' });
    expect(filtered.items.map(({ id }) => id)).toEqual([flute]);

    // The flute's half of the second recording.
    const excerpt = await client.excerpts.create({
      audioId: both,
      from: 4 * RATE,
      to: 8 * RATE,
      name: '  Solo ',
    });
    expect(excerpt).toMatchObject({ kind: 'excerpt', title: 'Solo', recordingId: both, vector: 'waiting' });
    await ready(client, excerpt.id);
    const alike = await client.items.similar({ itemId: excerpt.id, elsewhere: true });
    expect(alike.items.map(({ id }) => id)).toEqual([flute, viola]);
    expect(alike.items[0]?.distance).toBeLessThan(0.02);
    expect((await client.items.similar({ itemId: flute, kinds: ['excerpt'] })).items).toMatchObject([
      { id: excerpt.id },
    ]);

    expect(await client.tags.add({ itemId: excerpt.id, tag: ' Cadenza ' })).toMatchObject({
      tags: ['Cadenza'],
    });
    await client.tags.refuse({ itemId: viola, tag: 'cadenza' });
    expect(await client.tags.list()).toEqual([{ tag: 'Cadenza', count: 1, refused: 1 }]);
    expect((await client.items.search({ text: 'cad' })).map(({ id }) => id)).toEqual([excerpt.id]);
    const { tagged, refused } = await client.tags.items({ tag: 'CADENZA' });
    expect([tagged.map(({ id }) => id), refused.map(({ id }) => id)]).toEqual([[excerpt.id], [viola]]);
    expect((await client.items.similar({ itemId: flute, tags: ['cadenza'] })).items).toHaveLength(1);
    expect(await client.tags.proposals({ tag: 'cadenza' })).toMatchObject({
      tag: 'Cadenza',
      state: 'too-few',
      positives: 1,
      f1: null,
      proposals: [],
    });
    await client.tags.unrefuse({ itemId: viola, tag: 'cadenza' });
    await client.tags.rename({ tag: 'cadenza', to: 'Solo' });
    expect(await client.tags.list()).toEqual([{ tag: 'Solo', count: 1, refused: 0 }]);
    await client.tags.remove({ itemId: excerpt.id, tag: 'solo' });
    await expect(client.tags.proposals({ tag: 'solo' })).rejects.toMatchObject({ code: 'library/not-found' });

    expect((await client.excerpts.rename({ excerptId: excerpt.id, name: 'Coda' })).title).toBe('Coda');
    expect((await client.excerpts.list({ recordingId: both })).map(({ title }) => title)).toEqual(['Coda']);
    await client.excerpts.remove({ excerptId: excerpt.id });
    expect((await client.items.similar({ itemId: flute })).items.map(({ id }) => id)).toEqual([both, viola]);
    await client.library.remove({ recordingId: both });
    await expect(client.items.get({ itemId: both })).rejects.toMatchObject({ code: 'library/not-found' });
    for (const type of ['tags', 'excerpts', 'vectors']) {
      expect(events.some((event) => event.type === type)).toBe(true);
    }
  });

  it('refuse what does not fit', async () => {
    const started = await start();
    const { client } = started;
    const audioId = await importTones(started, 'Alpha', 'viola');
    const wrong = { code: 'call/invalid' };
    for (const [from, to] of [
      [0, 8 * RATE + 1],
      [10, 10],
    ] as const) {
      await expect(client.excerpts.create({ audioId, from, to, name: 'x' })).rejects.toMatchObject(wrong);
    }
    await expect(client.excerpts.create({ audioId, from: 0, to: 10, name: ' ' })).rejects.toMatchObject(
      wrong,
    );
    await expect(client.tags.add({ itemId: audioId, tag: '  ' })).rejects.toMatchObject(wrong);
    await expect(client.tags.rename({ tag: 'none', to: 'other' })).rejects.toMatchObject({
      code: 'library/not-found',
    });
    await expect(client.items.similar({ itemId: audioId, limit: 0 })).rejects.toMatchObject(wrong);

    const reader = await startHost(join(started.dir, 'library'), { access: 'read-if-locked' });
    await client.tags.add({ itemId: audioId, tag: 'Live' });
    expect(await reader.client.items.get({ itemId: audioId })).toMatchObject({ tags: ['Live'] });
    const readOnly = { code: 'library/read-only' };
    await expect(reader.client.tags.add({ itemId: audioId, tag: 'x' })).rejects.toMatchObject(readOnly);
    await expect(reader.client.tags.forget({ tag: 'Live' })).rejects.toMatchObject(readOnly);
    await expect(
      reader.client.excerpts.create({ audioId, from: 0, to: 10, name: 'x' }),
    ).rejects.toMatchObject(readOnly);
  });
});

describe('proposals through the host', () => {
  it('come from a process of their own, and a refusal is remembered', async () => {
    const root = join(tempDir(), 'library');
    const library = await openLibrary(root, { log: silentLog, access: 'write' });
    const { write } = library;
    if (write === null) throw new Error('not writable');
    const [hall, studio] = [direction(1), direction(2)];
    const ids = Array.from({ length: 40 }, (_, at) => {
      const id = addRecording(write, `Take ${at}`);
      addVector(write, id, between(at % 4 === 0 ? hall : studio, direction(100 + at), 0.3));
      return id;
    });
    library.close();
    const { client } = await startHost(root);
    const halls = ids.filter((_, at) => at % 4 === 0);
    for (const itemId of halls.slice(0, 5)) await client.tags.add({ itemId, tag: 'Hall' });
    const first = await client.tags.proposals({ tag: 'hall' });
    expect(first).toMatchObject({
      tag: 'Hall',
      state: 'ready',
      positives: 5,
      recordings: 5,
      negatives: { refused: 0, presumed: 35 },
      f1: { folds: 5, groupedBy: 'recording', examples: 40 },
    });
    expect(new Set(first.proposals.map(({ id }) => id))).toEqual(new Set(halls.slice(5)));
    const confidences = first.proposals.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    // Five of the presumed negatives deserve the tag: the figure tells of those too.
    expect(first.f1?.weighted[first.f1.method]).toBeGreaterThan(0.8);

    const [accepted, refused] = first.proposals;
    if (accepted === undefined || refused === undefined) throw new Error('nothing was proposed');
    await client.tags.add({ itemId: accepted.id, tag: 'Hall' });
    await client.tags.refuse({ itemId: refused.id, tag: 'Hall' });
    const second = await client.tags.proposals({ tag: 'Hall' });
    expect(second).toMatchObject({ positives: 6, negatives: { refused: 1, presumed: 33 } });
    const left = second.proposals.map(({ id }) => id);
    expect(left).not.toContain(accepted.id);
    expect(left).not.toContain(refused.id);
    await client.tags.remove({ itemId: accepted.id, tag: 'Hall' });
    await client.tags.unrefuse({ itemId: refused.id, tag: 'Hall' });
    expect(new Set((await client.tags.proposals({ tag: 'Hall' })).proposals.map(({ id }) => id))).toEqual(
      new Set(first.proposals.map(({ id }) => id)),
    );
  });
});
