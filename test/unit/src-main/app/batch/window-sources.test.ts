import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSources } from '../../../../../src-main/app/batch/window-sources.ts';
import { Grants } from '../../../../../src-main/app/grants.ts';
import { createRegistry } from '../../../../../src-main/inference/registry.ts';
import { tempDir } from '../../../../support/temp.ts';

function setUp(sharedFolder?: string) {
  const dir = realpathSync(tempDir());
  const music = join(dir, 'music');
  mkdirSync(join(music, 'takes'), { recursive: true });
  for (const name of ['music/one.wav', 'music/takes/two.wav', 'secret.wav'])
    writeFileSync(join(dir, name), 'x');
  const grants = new Grants();
  const nothing = () => Promise.resolve();
  const models = createRegistry({ builtInDirs: [], addedDir: dir, check: nothing, discard: () => undefined });
  const services = { grants, models, files: sharedFolder === undefined ? {} : { sharedFolder: music } };
  const list = (folder: string, lines: readonly string[], temporary: boolean) => {
    writeFileSync(join(folder, 'list.csv'), ['file', ...lines].join('\n'));
    return grants.grantPath(join(folder, 'list.csv'), { kind: 'file', access: 'read', temporary }).grantId;
  };
  const read = (...sources: ReturnType<typeof list>[]) => readSources(services, { sources, folder: null });
  return { dir, music, grants, list, read };
}

it('a list names files below its own folder, and learns nothing about others', async () => {
  const { dir, music, list, read } = setUp();
  symlinkSync(join(dir, 'secret.wav'), join(music, 'link.wav'));
  const lines = [
    'one.wav',
    'takes/two.wav',
    '../secret.wav',
    '../missing.wav',
    join(dir, 'secret.wav'),
    'link.wav',
  ];
  const { files, problems } = await read(list(music, lines, false));
  expect(files.map(({ shown }) => shown)).toEqual(['one.wav', join('takes', 'two.wav')]);
  expect(problems.map(({ line }) => line)).toEqual([4, 5, 6, 7]);
  for (const { message } of problems) expect(message).toContain('lies outside the folder');
});

it('a list that was sent is read below the shared folder, and needs one', async () => {
  const shared = setUp('music');
  const sent = join(shared.dir, 'spool');
  mkdirSync(sent);
  const read = await shared.read(shared.list(sent, ['takes/two.wav', 'list.csv'], true));
  expect(read.files.map(({ path }) => path)).toEqual([join(shared.music, 'takes', 'two.wav')]);
  expect(read.problems).toMatchObject([
    { list: 'list.csv', line: 3, message: 'There is no file "list.csv"' },
  ]);

  const alone = setUp();
  const refused = await alone.read(alone.list(alone.music, ['one.wav'], true));
  expect(refused).toMatchObject({ files: [], problems: [], needsFolder: true });
});

it('takes folders and files too, each file once', async () => {
  const { music, grants, read } = setUp();
  const folder = grants.grantPath(music, { kind: 'folder', access: 'read' }).grantId;
  const file = grants.grantPath(join(music, 'one.wav'), { kind: 'file', access: 'read' }).grantId;
  const { files } = await read(folder, file);
  expect(files.map(({ shown }) => shown).toSorted()).toEqual(['one.wav', join('takes', 'two.wav')]);
});
