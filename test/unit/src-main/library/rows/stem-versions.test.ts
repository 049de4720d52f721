import { renameSync, mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { adoptSidecars } from '../../../../../src-main/library/sidecar/adopt.ts';
import { readSeparationRows } from '../../../../../src-main/library/sidecar/read-rows.ts';
import { sidecarText, separationSidecarPath } from '../../../../../src-main/library/sidecar/sidecar.ts';
import { getSeparation, deleteSeparation } from '../../../../../src-main/library/rows/separations.ts';
import {
  addStemVersion,
  stemVersionsOf,
  useStemVersion,
} from '../../../../../src-main/library/rows/stem-versions.ts';
import { removeSeparation, removeStemVersion } from '../../../../../src-main/library/trash/removal.ts';
import { restoreFromTrash } from '../../../../../src-main/library/trash/restore.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';
import { filledLibrary } from '../filled-library.ts';

const Counts = z.object({ quality: z.number(), analyses: z.number() });

/** The filled library with its one stem swapped twice: versions 0 to 2, of which the last is in use. */
async function editedLibrary() {
  const library = await filledLibrary();
  const { write, folder, separationId, stemId } = library;
  const separation = () => {
    const found = getSeparation(write, separationId);
    if (found === null) throw new Error('no separation');
    return found;
  };
  for (const version of [1, 2]) {
    const path = `stems/${separationId}/v${version}/viola.wav`;
    mkdirSync(join(folder.root, `stems/${separationId}/v${version}`));
    writeFileSync(join(folder.root, path), path);
    writeFileSync(join(folder.root, `peaks/${stemId}.v${version}.peaks`), 'peaks');
    addStemVersion(write, separation(), {
      version,
      jobId: newJobId(),
      edit: { kind: 'swap', from: 0, to: 1, stems: [stemId, stemId] },
      files: [{ stemId, path, rmsDbfs: -30 - version, changed: true }],
    });
  }
  return { ...library, separation };
}

it('stems are described by the version in use, each version on top of the one before', async () => {
  const { write, separation, separationId } = await editedLibrary();
  expect(separation()).toMatchObject({
    version: 2,
    stems: [{ version: 2, path: `stems/${separationId}/v2/viola.wav`, rmsDbfs: -32 }],
  });
  expect(stemVersionsOf(write, separationId)).toMatchObject([
    {
      version: 0,
      parent: null,
      files: [{ path: `stems/${separationId}/viola.wav`, rmsDbfs: -20, since: 0 }],
    },
    { version: 1, parent: 0, files: [{ since: 1 }] },
    { version: 2, parent: 1, files: [{ since: 2 }] },
  ]);
});

it('what was heard in a stem and estimated of it is forgotten where its content differs', async () => {
  const { write, separation, separationId, stemId, recordingId } = await editedLibrary();
  const judge = (): void => {
    write.run(`INSERT OR REPLACE INTO quality VALUES ($id, '', '{}')`, { id: separationId });
    write.run(
      `INSERT OR REPLACE INTO analyses (audio_id, recording_id, stem_id, model_id, model_version, weights_sha256, analysed_at, heard, timeline)
       VALUES ($stemId, $recordingId, $stemId, 'm', '1', 'x', '', '{}', '{}')`,
      { stemId, recordingId },
    );
  };
  const left = () =>
    write.all(
      `SELECT (SELECT count(*) FROM quality) AS quality, (SELECT count(*) FROM analyses) AS analyses`,
      Counts,
    );
  judge();
  expect(useStemVersion(write, separationId, 2)).toEqual([]);
  expect(left()).toEqual([{ quality: 1, analyses: 1 }]);
  expect(useStemVersion(write, separationId, 0)).toEqual([stemId]);
  expect(left()).toEqual([{ quality: 0, analyses: 0 }]);
  // An edit that leaves the stem alone.
  judge();
  addStemVersion(write, separation(), {
    version: 3,
    jobId: newJobId(),
    edit: { kind: 'swap', from: 0, to: 1, stems: [stemId, stemId] },
    files: [{ stemId, path: `stems/${separationId}/v3/viola.wav`, rmsDbfs: -20, changed: false }],
  });
  expect(left()).toEqual([{ quality: 1, analyses: 1 }]);
});

it('a dropped version goes to the trash alone, and comes back', async () => {
  const { write, removing, separation, separationId, stemId, folder } = await editedLibrary();
  const [, first] = stemVersionsOf(write, separationId);
  if (first === undefined) throw new Error('no version');
  const id = removeStemVersion(removing, separation(), first, 'Trio');
  if (id === null) throw new Error('nothing went to the trash');
  const here = () =>
    [`stems/${separationId}/v1`, `peaks/${stemId}.v1.peaks`, `stems/${separationId}/v2`].map((path) =>
      existsSync(join(folder.root, path)),
    );
  expect(here()).toEqual([false, false, true]);
  expect(stemVersionsOf(write, separationId).map(({ dropped }) => dropped)).toEqual([false, true, false]);
  await restoreFromTrash(removing, id);
  expect(here()).toEqual([true, true, true]);
  expect(stemVersionsOf(write, separationId).map(({ dropped }) => dropped)).toEqual([false, false, false]);
});

it('a separation goes to the trash and comes back with all its versions', async () => {
  const { write, removing, separation, separationId, stemId, names, rows } = await editedLibrary();
  const [before, files] = [rows(), names()];
  const id = removeSeparation(removing, separation(), 'Trio', 'test');
  if (id === null) throw new Error('nothing went to the trash');
  expect(stemVersionsOf(write, separationId)).toEqual([]);
  expect(names().filter((name) => name.includes(stemId))).toEqual([]);
  await restoreFromTrash(removing, id);
  expect(names().filter((name) => !name.endsWith('.json'))).toEqual(files);
  expect(rows()).toEqual(before);
});

it('a sidecar carries the versions; one whose files are gone is left out', async () => {
  const { write, folder, separationId } = await editedLibrary();
  const before = readSeparationRows(write, separationId);
  writeFileSync(separationSidecarPath(folder, separationId), sidecarText('separation', 99, before));
  deleteSeparation(write, separationId);
  expect(adoptSidecars(write, folder).separations).toEqual([separationId]);
  expect(readSeparationRows(write, separationId)).toEqual(before);

  deleteSeparation(write, separationId);
  write.run('DELETE FROM sidecars WHERE id = $id', { id: separationId });
  renameSync(join(folder.stems, separationId, 'v1'), join(folder.stems, separationId, 'elsewhere'));
  const { problems } = adoptSidecars(write, folder);
  expect(problems.map(({ reason }) => reason)).toContain(
    'files of an earlier version of the stems are missing',
  );
  expect(stemVersionsOf(write, separationId).map(({ version }) => version)).toEqual([0, 2]);
});
