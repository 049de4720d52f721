import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { getItem } from '../../src-main/library/rows/items.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary } from '../../src-main/library/open.ts';
import { decideTag } from '../../src-main/library/rows/tags.ts';
import { tempFolder } from '../support/temp.ts';
import {
  addExcerpt,
  addRecording,
  addStems,
  addVector,
  between,
  direction,
} from '../unit/src-main/library/item-fixture.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
afterAll(() => folder.remove());
const root = join(folder.path, 'library');
const made = { trio: '', violin: '', cello: '', solo: '', excerpt: '' };

beforeAll(async () => {
  const library = await openLibrary(root, { log: silentLog, access: 'write' });
  const { write } = library;
  if (write === null) throw new Error('not writable');
  const trio = addRecording(write, 'Trio in C', ['violin', 'cello']);
  const solo = addRecording(write, 'Fiddle', ['violin']);
  const { stemIds } = addStems(write, trio, ['violin', 'cello']);
  const [violin, cello] = stemIds;
  if (violin === undefined || cello === undefined) throw new Error('no stems');
  const excerpt = addExcerpt(write, solo, 'Cadenza', { from: 44_100, to: 88_200 });
  addVector(write, violin, direction(1));
  addVector(write, solo, between(direction(1), direction(2), 0.2));
  addVector(write, excerpt, between(direction(1), direction(2), 0.3));
  addVector(write, trio, between(direction(1), direction(2), 0.4));
  addVector(write, cello, direction(2));
  decideTag(write, getItem(write, excerpt)?.seq ?? -1, 'Live', true);
  library.close();
  Object.assign(made, { trio, violin, cello, solo, excerpt });
});

const Results = z.object({
  results: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.string(),
      title: z.string(),
      recording: z.string(),
      file: z.string(),
      from_s: z.number(),
      to_s: z.number(),
      instrument: z.string().nullable(),
      distance: z.number().nullable(),
    }),
  ),
});

const ask = async (...args: string[]) => {
  const ran = await divisi([...args, '--library', root, '--json']);
  expect([ran.status, ran.err]).toEqual([0, '']);
  return Results.parse(JSON.parse(ran.out)).results;
};

describe('divisi similar', () => {
  test('lists what sounds most like an item of the library, nearest first', async () => {
    const found = await ask('similar', made.violin, '-k', '3');
    expect(found.map(({ id }) => id)).toEqual([made.solo, made.excerpt, made.trio]);
    const distances = found.map(({ distance }) => distance ?? Number.NaN);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[0]).toBeGreaterThan(0);
    expect(found[1]).toMatchObject({
      kind: 'excerpt',
      title: 'Cadenza',
      recording: 'Fiddle',
      file: '/music/trio.wav',
      from_s: 1,
      to_s: 2,
    });
    expect(found[2]).toMatchObject({ kind: 'recording', instrument: 'violin,cello' });
  });

  test('is narrowed by kind, instrument, tag and recording', async () => {
    const ids = async (...args: string[]) => (await ask('similar', made.violin, ...args)).map(({ id }) => id);
    expect(await ids('--instrument', 'cello')).toEqual([made.trio, made.cello]);
    expect(await ids('--kind', 'stem', '--kind', 'excerpt')).toEqual([made.excerpt, made.cello]);
    expect(await ids('--tag', 'LIVE')).toEqual([made.excerpt]);
    expect(await ids('--elsewhere')).toEqual([made.solo, made.excerpt]);
  });

  test('reads beside a program that has the library open, in words too', async () => {
    const library = await openLibrary(root, { log: silentLog, access: 'write' });
    const ran = await divisi(['similar', made.violin, '-k', '1', '--library', root]);
    library.close();
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toMatch(new RegExp(`^0\\.\\d{3}  ${made.solo}  Fiddle \\(violin\\)\\n$`));
  });

  test('says what is wrong in one line', async () => {
    const wrong: [string[], RegExp][] = [
      [['similar'], /FILE\|ID is missing/],
      [['similar', join(folder.path, 'none.wav')], /none\.wav/],
      [['similar', 'stem_0123456789abcdef'], /nothing with the id/],
      [['similar', made.violin, '-k', '0'], /-k takes a whole number/],
      [['similar', made.violin, '--instrument', 'tuba'], /not an instrument/],
      [['similar', made.violin, '--kind', 'song'], /--kind takes/],
    ];
    for (const [args, says] of wrong) {
      const ran = await divisi([...args, '--library', root]);
      expect([ran.status, ran.out]).toEqual([2, '']);
      expect(ran.err.trimEnd()).toMatch(says);
      expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
    }
    await mkdir(join(folder.path, 'empty'));
    const none = await divisi(['similar', made.violin, '--library', join(folder.path, 'empty')]);
    expect([none.status, none.err]).toEqual([2, expect.stringMatching(/There is no library/)]);
  });
});

describe('divisi search', () => {
  test('finds by words, with what similar takes', async () => {
    expect((await ask('search', 'cello')).map(({ id }) => id)).toEqual([made.trio, made.cello]);
    expect(await ask('search', 'live')).toMatchObject([{ id: made.excerpt, distance: null }]);
    expect((await ask('search', 'trio', 'violin', '--kind', 'stem')).map(({ id }) => id)).toEqual([
      made.violin,
    ]);
    const ran = await divisi(['search', 'nothing of the kind', '--library', root]);
    expect(ran).toMatchObject({ status: 0, out: 'Nothing was found\n' });
  });
});
