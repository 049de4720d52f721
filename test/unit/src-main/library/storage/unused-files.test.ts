import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeUnused } from '../../../../../src-main/app/storage.ts';
import { unusedFiles } from '../../../../../src-main/library/storage/unused-files.ts';
import { removeRecording } from '../../../../../src-main/library/trash/removal.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../../../../../src-main/library/trash/restore.ts';
import { filledLibrary } from '../filled-library.ts';

const COVER = `covers/${'d'.repeat(64)}.png`;
const UNUSED = [COVER, `${COVER}.thumbnail.jpg`, 'impulses/imp_fedcba9876543210.wav'];

/** A library with a cover and an impulse response in use, and three files that nothing uses; all are two days old. */
async function withUnused() {
  const library = await filledLibrary();
  const { folder, addCoverAndImpulse } = library;
  const { files: used } = addCoverAndImpulse();
  const at = (path: string): string => join(folder.root, path);
  for (const path of UNUSED) writeFileSync(at(path), path);
  const then = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  for (const path of [...used, ...UNUSED]) utimesSync(at(path), then, then);
  const found = async () => (await unusedFiles(library.write, folder)).map(({ path }) => path);
  return { ...library, used, at, found };
}

test('what nothing uses moves to the trash, and can be restored from there', async () => {
  const { at, found, used, removing, write, folder } = await withUnused();
  expect(await found()).toEqual(UNUSED);
  expect(await removeUnused(removing)).toBe(UNUSED.join('').length);
  for (const path of used) expect(existsSync(at(path))).toBe(true);
  for (const path of UNUSED) expect(existsSync(at(path))).toBe(false);
  expect(await found()).toEqual([]);

  const [entry] = await listTrash(write, folder);
  expect(entry).toMatchObject({ kind: 'unused-files', title: 'covers, impulses', detail: '3 files' });
  if (entry === undefined) throw new Error('nothing is in the trash');
  // The same picture was imported again meanwhile.
  writeFileSync(at(COVER), COVER);
  await restoreFromTrash(removing, entry.id);
  for (const path of UNUSED) expect(readFileSync(at(path), 'utf8')).toBe(path);
  expect(readdirSync(folder.trash)).toEqual([]);
});

test('what the trash could bring back stays until the trash is emptied', async () => {
  const { found, used, removing, recordingId, folder } = await withUnused();
  removeRecording(removing, recordingId, 'Removed by the user');
  expect(await found()).toEqual(UNUSED);
  await emptyTrash(folder, null);
  expect((await found()).sort()).toEqual([...UNUSED, ...used].sort());
});

test('files of today and files of somebody else stay', async () => {
  const { found, at, folder, write } = await withUnused();
  writeFileSync(at('covers/my own.jpg'), '');
  mkdirSync(at('impulses/decoding-x'));
  for (const name of ['covers/my own.jpg', 'impulses/decoding-x']) utimesSync(at(name), 0, 0);
  expect(await found()).toEqual(UNUSED);
  expect(await unusedFiles(write, folder, Date.now() - 1.5 * 24 * 60 * 60 * 1000)).toEqual([]);
});
