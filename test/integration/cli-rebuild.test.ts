import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const library = at('library');
const call = (...args: string[]) => divisi([...args, '--library', library, '--json']);
afterAll(() => folder.remove());

const Found = z.object({ results: z.array(z.object({ title: z.string() })) });
const Entries = z.object({ entries: z.array(z.object({ id: z.string(), title: z.string() })) });

test('a library whose database is gone is refused, rebuilt, and searched again', async () => {
  writeWav(at('sonata.wav'), { seconds: 0.5, channels: 1 });
  expect((await divisi(['import', at('sonata.wav'), '--library', library])).status).toBe(0);
  rmSync(join(library, 'library.sqlite'));
  const refused = await divisi(['import', at('sonata.wav'), '--library', library]);
  expect(refused.status).toBe(3);
  expect(refused.err).toMatch(/database is missing.*divisi library rebuild/);
  expect(readdirSync(library)).not.toContain('library.sqlite');

  const rebuilt = await call('library', 'rebuild');
  expect(JSON.parse(rebuilt.out)).toEqual({
    ...{ recordings: 1, separations: 0, projects: 0, studies: 0 },
    ...{ without_sidecar: [], problems: [], kept: null },
  });
  const found = await call('search', 'sonata');
  expect(Found.parse(JSON.parse(found.out)).results.map(({ title }) => title)).toEqual(['sonata']);
});

test('the trash is listed, and emptied by age or altogether', async () => {
  expect(Entries.parse(JSON.parse((await call('library', 'trash', 'list')).out)).entries).toEqual([]);
  const wrong = await divisi(['library', 'trash', 'restore', '../..', '--library', library]);
  expect([wrong.status, wrong.err.includes('no entry of the trash')]).toEqual([2, true]);
  const gone = await divisi([
    ...['library', 'trash', 'restore', '2026-11-28T02-50-00-000Z-rec_0123456789abcdef'],
    ...['--library', library],
  ]);
  expect([gone.status, gone.err.includes('no longer in the trash')]).toEqual([2, true]);
  const emptied = await call('library', 'trash', 'empty', '--older-than', '30');
  expect(JSON.parse(emptied.out)).toEqual({ entries: 0, bytes: 0 });
});
