import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { desktopCalls } from '../../../../src-main/app/desktop.ts';
import { Grants } from '../../../../src-main/app/grants.ts';
import { getSeparation } from '../../../../src-main/library/rows/separations.ts';
import { addStemVersion } from '../../../../src-main/library/rows/stem-versions.ts';
import { GrantId, newJobId, newStemId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';
import { filledLibrary } from '../library/filled-library.ts';

const context = { signal: new AbortController().signal };

async function setUp() {
  const library = await filledLibrary();
  const downloadsDir = join(tempDir(), 'Divisi');
  const desktop = {
    commands: async function* () {
      // No command comes.
    },
    recentFiles: () => [],
    clearRecentFiles: () => undefined,
  };
  const services = { library, grants: new Grants(), downloadsDir, showPaths: true, files: { desktop } };
  return {
    services,
    library,
    calls: desktopCalls(services),
    stemId: library.stemId,
    stem: join(library.folder.root, 'stems', library.separationId, 'viola.wav'),
    written: () => readdirSync(downloadsDir).sort(),
  };
}

test('a stem is copied to the exports under its name, once', async () => {
  const { calls, stemId, stem, services, written } = await setUp();
  const [first, second] = await Promise.all([
    calls.writeStem({ stemId }, context),
    calls.writeStem({ stemId }, context),
  ]);
  expect(first.name).toMatch(/ - Viola\.wav$/);
  expect(second).toEqual(first);
  expect(written()).toEqual([first.name]);
  const { path } = services.grants.resolve(GrantId.parse(first.grantId), 'read');
  expect(path).toBe(first.path);
  expect(readFileSync(path)).toEqual(readFileSync(stem));
  expect(first.bytes).toBe(readFileSync(stem).length);
});

test('a copy that was changed or taken away is not handed out again', async () => {
  const { calls, stemId, stem, written } = await setUp();
  const first = await calls.writeStem({ stemId }, context);
  writeFileSync(first.path ?? '', 'edited elsewhere');
  const second = await calls.writeStem({ stemId }, context);
  expect(second.name).toBe(first.name.replace('.wav', ' (2).wav'));
  expect(readFileSync(second.path ?? '')).toEqual(readFileSync(stem));
  expect(readFileSync(first.path ?? '', 'utf8')).toBe('edited elsewhere');
  rmSync(second.path ?? '');
  expect((await calls.writeStem({ stemId }, context)).name).toBe(second.name);
  expect(written()).toEqual([first.name, second.name].sort());
});

test('another version of the stem is another copy', async () => {
  const { calls, stemId, library } = await setUp();
  const { write, folder, separationId } = library;
  await calls.writeStem({ stemId }, context);
  const separation = getSeparation(write, separationId);
  if (separation === null) throw new Error('no separation');
  const path = `stems/${separationId}/v1/viola.wav`;
  mkdirSync(join(folder.root, `stems/${separationId}/v1`));
  writeFileSync(join(folder.root, path), 'the new version');
  addStemVersion(write, separation, {
    version: 1,
    jobId: newJobId(),
    edit: { kind: 'swap', from: 0, to: 1, stems: [stemId, stemId] },
    files: [{ stemId, path, rmsDbfs: -20, changed: true }],
  });
  const edited = await calls.writeStem({ stemId }, context);
  expect(readFileSync(edited.path ?? '', 'utf8')).toBe('the new version');
});

test('a stem that is gone is said to be; after the failure it can be tried again', async () => {
  const { calls, stemId, stem, written } = await setUp();
  await expect(calls.writeStem({ stemId: newStemId() }, context)).rejects.toMatchObject({
    code: 'library/not-found',
  });
  const content = readFileSync(stem);
  rmSync(stem);
  await expect(calls.writeStem({ stemId }, context)).rejects.toMatchObject({ code: 'file/not-found' });
  writeFileSync(stem, content);
  await calls.writeStem({ stemId }, context);
  expect(written()).toHaveLength(1);
});

test('other doors refuse all of it', async () => {
  const { services, stemId } = await setUp();
  const calls = desktopCalls({ ...services, files: {} });
  await expect(calls.writeStem({ stemId }, context)).rejects.toMatchObject({ code: 'call/invalid' });
  for (const call of [calls.commands, calls.recentFiles, calls.clearRecentFiles])
    expect(() => call(undefined, context)).toThrow('here');
});
