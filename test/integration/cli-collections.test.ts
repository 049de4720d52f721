import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
const json = async (...args: string[]): Promise<unknown> => {
  const ran = await divisi([...args, '--library', at('library'), '--json']);
  expect(ran.status, ran.err).toBe(0);
  return JSON.parse(ran.out);
};

beforeAll(async () => {
  mkdirSync(at('music'));
  writeWav(at('music/Alpha.wav'), { seconds: 1 });
  writeWav(at('music/Beta.wav'), { seconds: 2 });
  await json('import', at('music'));
});
afterAll(() => folder.remove());

test('searches are kept, shown, replaced and forgotten', async () => {
  const of = (query: string) => ({ collections: [{ name: 'Long ones', query }] });
  expect(await json('collections', 'add', 'Long ones', 'length>1.5')).toEqual(of('length>1.5'));
  expect(await json('collections', 'show', 'Long ones')).toMatchObject({
    total: 1,
    recordings: [{ title: 'Beta' }],
  });
  expect(await json('collections', 'add', 'Long ones', 'length>0')).toEqual(of('length>0'));
  expect(await json('collections', 'list')).toEqual(of('length>0'));
  const wrong = await divisi(['collections', 'add', 'X', 'lenght>1', '--library', at('library')]);
  expect([wrong.status, wrong.err]).toEqual([2, expect.stringContaining('length')]);
  const none = await divisi(['collections', 'show', 'Nothing', '--library', at('library')]);
  expect([none.status, none.err]).toEqual([2, expect.stringContaining('"Nothing"')]);
  expect(await json('collections', 'remove', 'Long ones')).toEqual({ collections: [] });
});

test('files that were moved are found again by their content', async () => {
  const Relinked = z.object({
    found: z.array(z.object({ file: z.string() })),
    missing: z.array(z.unknown()),
  });
  mkdirSync(at('moved'));
  renameSync(at('music/Alpha.wav'), at('moved/First.wav'));
  const relinked = Relinked.parse(await json('relink', at('moved')));
  expect(relinked.found.map(({ file }) => file)).toEqual([at('moved/First.wav')]);
  expect(relinked.missing).toEqual([]);
  expect(await json('relink', at('moved'))).toEqual({ found: [], missing: [] });
});
