import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseListeners } from '../../src-shared/hearing/listener-file.ts';
import { tempFolder } from '../support/temp.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const run = (...args: string[]) => divisi(['listeners', ...args, '--library', at('library')]);
const TABLE = 'listener,ear,250,500,1000\nL2,left,10,20,30\nL2,right,15,25,35\n';

test('listeners are listed with the standard ones, imported, exported and removed', async () => {
  const without = await run('list');
  expect([without.status, without.err]).toEqual([0, expect.stringContaining('there is no library')]);
  expect(without.out).toMatch(/^N3 +46\.3 +46\.3$/m);

  writeFileSync(at('table.csv'), TABLE);
  const imported = await run('import', at('table.csv'), '--json');
  expect(imported.status, imported.err).toBe(0);
  expect(JSON.parse(imported.out)).toEqual({ added: ['L2'], replaced: [], known: [] });
  const listed = JSON.parse((await run('list', '--json')).out) as { standard: unknown[] };
  expect(listed).toMatchObject({
    listeners: [{ code: 'L2', left: { frequencies_hz: [250, 500, 1000], levels_db_hl: [10, 20, 30] } }],
  });
  expect(listed.standard).toHaveLength(11);

  writeFileSync(at('two.csv'), 'something else');
  const refused = await run('export', '--out', at('two.csv'));
  expect([refused.status, refused.err]).toEqual([2, expect.stringContaining('--replace')]);
  expect((await run('export', 'L2', 'N3', '--out', at('two.csv'), '--replace')).status).toBe(0);
  const exported = parseListeners(readFileSync(at('two.csv'), 'utf8'));
  expect(exported.map(({ name }) => name)).toEqual(['L2', 'N3']);
  expect(exported[0]).toEqual(parseListeners(TABLE)[0]);

  const removed = await run('remove', 'L2', '--json');
  expect(JSON.parse(removed.out)).toEqual({ removed: ['L2'] });
  const none = await run('export');
  expect([none.status, none.err]).toEqual([2, expect.stringContaining('The library has no listeners')]);
});
