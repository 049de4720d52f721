import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import {
  importListeners,
  listenersIn,
  removeListeners,
} from '../../../../src-main/app/listeners-in-library.ts';
import { calibrationOf, namedListener, namedListeners } from '../../../../src-main/app/named-listeners.ts';
import { changeLibrary } from '../../../../src-main/app/in-library.ts';
import { saveSettings } from '../../../../src-main/library/rows/settings.ts';
import { LibraryTrust } from '../../../../src-main/library/trust.ts';
import { listenersToJson, parseListeners } from '../../../../src-shared/hearing/listener-file.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { tempDir } from '../../../support/temp.ts';

const TABLE = 'listener,ear,250,500\nL2,left,10,20\nL2,right,15,25\nN3,left,0,0\nN3,right,0,1\n';
let dir = '';
const at = (name: string, content?: string): string => {
  const path = join(dir, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};
const importAll = (files: readonly string[], replace = false) =>
  importListeners({ trust: new LibraryTrust(join(dir, 'config')) }, join(dir, 'library'), files, replace);
const names = async () => (await listenersIn(join(dir, 'library')))?.map(({ name }) => name) ?? null;
const refusal = (code: string, message: string) => ({
  code,
  message: expect.stringContaining(message) as string,
});

beforeEach(() => {
  dir = tempDir();
});

it('listeners of files are added; a known code gets another audiogram only where that was asked for', async () => {
  expect(await names()).toBeNull();
  const table = at('table.csv', TABLE);
  expect(await importAll([table])).toEqual({ added: ['L2', 'N3'], replaced: [], known: [] });
  expect(await importAll([table])).toEqual({ added: [], replaced: [], known: ['L2', 'N3'] });
  const other = at('other.json', listenersToJson(parseListeners(TABLE.replace('left,10', 'left,40'))));
  await expect(importAll([other])).rejects.toMatchObject(
    refusal('file/exists', '"L2" with another audiogram: --replace'),
  );
  const levels = async () =>
    (await listenersIn(join(dir, 'library')))?.map(({ hearing }) => hearing.left.levelsDbHl[0]);
  expect(await levels()).toEqual([10, 0]);
  expect(await importAll([other], true)).toEqual({ added: [], replaced: ['L2'], known: ['N3'] });
  expect(await levels()).toEqual([40, 0]);
});

it('of files that are not good, nothing is added', async () => {
  const good = at('good.csv', TABLE);
  const bad = at('bad.csv', 'listener,ear,250,500\nL3,left,1,2\n');
  await expect(importAll([good, bad])).rejects.toMatchObject(
    refusal('listener/invalid', 'no row for the right ear'),
  );
  const twice = at('twice.csv', TABLE.replace('left,10', 'left,11'));
  await expect(importAll([good, twice])).rejects.toMatchObject(
    refusal('listener/invalid', '"L2" has two audiograms'),
  );
  const long = at('long.csv', TABLE.replaceAll('L2', 'x'.repeat(81)));
  await expect(importAll([long])).rejects.toMatchObject(refusal('listener/invalid', 'don’t fit a library'));
  await expect(importAll([at('missing.json')])).rejects.toMatchObject({ code: 'file/not-found' });
  expect(await names()).toBeNull();
});

it('listeners are removed, all that were named or none', async () => {
  await importAll([at('table.csv', TABLE)]);
  await expect(removeListeners(join(dir, 'library'), ['L2', 'L9'])).rejects.toMatchObject(
    refusal('call/invalid', 'no listener "L9"'),
  );
  expect(await names()).toEqual(['L2', 'N3']);
  await removeListeners(join(dir, 'library'), ['L2']);
  expect(await names()).toEqual(['N3']);
  await expect(removeListeners(join(dir, 'nowhere'), ['L2'])).rejects.toMatchObject({
    code: 'library/not-found',
  });
});

it('a name stands for a file, a listener of the library, or a standard audiogram', async () => {
  const library = join(dir, 'library');
  const standard = { name: 'N3', hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.N3 } };
  expect(await namedListener('N3', library)).toEqual(standard);
  expect(await calibrationOf(library)).toBeNull();
  const file = at('table.csv', TABLE);
  const [l2, ownN3] = parseListeners(TABLE);
  await importAll([file]);
  await changeLibrary(library, (write) => saveSettings(write, { fullScaleDbSpl: 101.5 }));
  expect(await calibrationOf(library)).toBe(101.5);
  expect(await namedListener('L2', library)).toEqual(l2);
  // The library's own comes before the standard of the same name.
  expect(await namedListener('N3', library)).toEqual(ownN3);
  expect(await namedListeners(file, library)).toEqual([l2, ownN3]);
  expect(await namedListener(`${file}#L2`, library)).toEqual(l2);
  const refused = async (given: string, message: string) =>
    expect(namedListener(given, library)).rejects.toMatchObject(refusal('call/invalid', message));
  await refused(file, `has 2 listeners: choose one, as in ${file}#L2`);
  await refused(`${file}#L9`, 'has no listener "L9"; it has L2, N3');
  await refused('N9', '"N9" is neither a file, nor a listener of the library, nor a standard audiogram');
});
