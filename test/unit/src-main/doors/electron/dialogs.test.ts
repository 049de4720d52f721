import type { OpenDialogOptions, SaveDialogOptions } from 'electron';
import { expect, test } from 'vitest';
import { chooseName, choosePaths } from '../../../../../src-main/doors/electron/dialogs.ts';
import type { DialogKind } from '../../../../../src-main/doors/electron/state-file.ts';

function fake(...filePaths: string[]) {
  const asked: OpenDialogOptions[] = [];
  const folders = new Map<DialogKind, string>();
  const choose = (kind: DialogKind) =>
    choosePaths(
      kind,
      async (options) => {
        asked.push(options);
        return { canceled: filePaths.length === 0, filePaths };
      },
      { get: (key) => folders.get(key), set: (key, folder) => void folders.set(key, folder) },
    );
  return { asked, folders, choose };
}

test('each kind of dialog opens where the last one of its kind ended', async () => {
  const { asked, folders, choose } = fake('/music/bach/duo.wav', '/music/bach/trio.wav');
  expect(await choose('audio')).toEqual(['/music/bach/duo.wav', '/music/bach/trio.wav']);
  await choose('audio');
  await choose('save-folder');
  expect(asked.map(({ defaultPath }) => defaultPath)).toEqual([undefined, '/music/bach', undefined]);
  expect(folders.get('save-folder')).toBe('/music/bach/duo.wav');
});

test('only recordings can be chosen several at once, and no format is hidden', async () => {
  const { asked, choose } = fake('/a');
  for (const kind of ['audio', 'score', 'folder', 'save-folder'] as const) await choose(kind);
  expect(asked.map(({ properties }) => properties?.includes('multiSelections'))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(asked.every(({ filters }) => filters === undefined)).toBe(true);
});

test('cancelling chooses and remembers nothing', async () => {
  const { folders, choose } = fake();
  expect(await choose('audio')).toEqual([]);
  expect(folders.size).toBe(0);
});

function fakeSave(...answers: string[]) {
  const asked: SaveDialogOptions[] = [];
  const folders = new Map<DialogKind, string>();
  const choose = () =>
    chooseName(
      { name: 'Minuet', extension: 'wav' },
      async (options) => {
        asked.push(options);
        const filePath = answers.shift() ?? '';
        return { canceled: filePath === '', filePath };
      },
      { get: (key) => folders.get(key), set: (key, folder) => void folders.set(key, folder) },
    );
  return { asked, choose };
}

test('a file is named in the folder that was chosen last', async () => {
  const { asked, choose } = fakeSave('/mixes/First.wav', '');
  expect(await choose()).toEqual({ folder: '/mixes', name: 'First', replace: true });
  expect(await choose()).toBeNull();
  expect(asked.map(({ defaultPath }) => defaultPath)).toEqual(['Minuet.wav', '/mixes/Minuet.wav']);
  expect(asked[0]?.properties).toContain('showOverwriteConfirmation');
});

test('nothing is replaced but the file that the dialog asked about', async () => {
  const { choose } = fakeSave('/mixes/First', '/mixes/First.mp3', '/mixes/First.WAV');
  expect(await choose()).toEqual({ folder: '/mixes', name: 'First', replace: false });
  expect(await choose()).toEqual({ folder: '/mixes', name: 'First.mp3', replace: false });
  expect(await choose()).toMatchObject({ name: 'First' });
});
