import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { measureStorage, trashSize } from '../../../../../src-main/library/storage/measure.ts';
import { removeSeparation } from '../../../../../src-main/library/trash/removal.ts';
import { getSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { eventually } from '../../../../support/until.ts';
import { filledLibrary } from '../filled-library.ts';

const DAY = 24 * 60 * 60 * 1000;

test('files count by kind, age and recording; shared ones once, links not at all', async () => {
  const { write, folder, recordingId, separationId, removing } = await filledLibrary();
  // Sidecars are written some time after the rows: in between, they would count only once.
  const behind = () =>
    write.all('SELECT id FROM sidecars WHERE written < revision', z.object({ id: z.string() }));
  await eventually(() => expect(behind()).toEqual([]));
  const now = Date.now();
  const put = (path: string, bytes: number, days = 0): string => {
    const file = join(folder.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(bytes));
    utimesSync(file, new Date(), new Date(now - days * DAY));
    return file;
  };
  const before = await measureStorage(write, folder, 10, now);
  const was = (kind: string) => before.kinds.find((each) => each.kind === kind)?.bytes ?? NaN;

  const edited = put(`stems/${separationId}/v1/viola.wav`, 1000, 100);
  linkSync(edited, join(folder.root, `stems/${separationId}/v1/rest.wav`));
  put(`stems/${separationId}/rest.flac`, 500, 400);
  put('covers/picture.jpg', 40);
  put('impulses/hall.wav', 60);
  put(`spectrograms/${'a'.repeat(64)}/3-1.tile`, 70);
  put('notes-of-the-user.txt', 9);
  symlinkSync('/etc', join(folder.root, 'elsewhere'));

  const after = await measureStorage(write, folder, 10, now);
  const kind = (name: string) => after.kinds.find((each) => each.kind === name);
  expect(kind('versions')).toMatchObject({ bytes: 1000, ages: { month: 0, year: 1000, older: 0 } });
  expect(kind('stems')?.bytes).toBe(was('stems') + 500);
  expect(kind('stems')?.ages.older).toBe(500);
  expect(kind('spectrograms')?.bytes).toBe(was('spectrograms') + 70);
  expect(kind('covers')).toMatchObject({ bytes: was('covers') + 40, files: 1 });
  expect(kind('impulses')).toMatchObject({ bytes: was('impulses') + 60, files: 1 });
  expect(kind('other')?.bytes).toBe(was('other') + 9);
  expect(after.bytes).toBe(after.kinds.reduce((sum, { bytes }) => sum + bytes, 0));
  const [recording] = after.recordings;
  expect(recording).toMatchObject({ id: recordingId, versions: 1000 });
  expect(recording?.bytes).toBe((before.recordings[0]?.bytes ?? NaN) + 1500);
  expect((await measureStorage(write, folder, 0, now)).recordings).toEqual([]);

  const separation = getSeparation(write, separationId);
  if (separation === null) throw new Error('no separation');
  removeSeparation(removing, separation, 'Trio', 'Removed by the user');
  const { bytes, items } = await trashSize(folder);
  expect(items).toBe(1);
  expect(bytes).toBeGreaterThan(1500);
});
