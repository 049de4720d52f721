import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StateFile } from '../../../../../src-main/doors/electron/state-file.ts';
import { tempDir } from '../../../../support/temp.ts';

function open(path: string): { file: StateFile; warnings: string[] } {
  const warnings: string[] = [];
  return { file: new StateFile(path, (message) => warnings.push(message)), warnings };
}

const WINDOW = { bounds: { x: 0, y: 0, width: 1000, height: 700 }, maximised: false, fullScreen: false };

test('what is remembered is there at the next start', () => {
  const path = join(tempDir(), 'config', 'desktop.json');
  const first = open(path);
  expect(first.file.state).toEqual({ window: null, folders: {}, recent: [] });
  first.file.update({ window: WINDOW });
  first.file.update({ folders: { audio: '/music' }, recent: [{ path: '/music/a.wav', kind: 'file' }] });
  expect(open(path).file.state).toEqual({
    window: WINDOW,
    folders: { audio: '/music' },
    recent: [{ path: '/music/a.wav', kind: 'file' }],
  });
  expect(existsSync(`${path}.part`)).toBe(false);
  expect(first.warnings).toEqual([]);
});

test('a part that does not fit is left out, the others stay', () => {
  const path = join(tempDir(), 'desktop.json');
  writeFileSync(path, JSON.stringify({ window: { bounds: 'wide' }, folders: { audio: '/a' }, recent: 3 }));
  expect(open(path).file.state).toEqual({ window: null, folders: { audio: '/a' }, recent: [] });
});

test('a damaged file is reported, and replaced by the next update', () => {
  const path = join(tempDir(), 'desktop.json');
  for (const text of ['', '{', '[]', 'null']) {
    writeFileSync(path, text);
    const { file, warnings } = open(path);
    expect(file.state.window).toBeNull();
    expect(warnings, text).toHaveLength(1);
    file.update({ window: WINDOW });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ window: WINDOW });
  }
});

test('where nothing can be written the program goes on, and says so', () => {
  const folder = tempDir();
  mkdirSync(join(folder, 'desktop.json'));
  const { file, warnings } = open(join(folder, 'desktop.json'));
  file.update({ window: WINDOW });
  expect(file.state.window).toEqual(WINDOW);
  expect(warnings).toHaveLength(2);
});
