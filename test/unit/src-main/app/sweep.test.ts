import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DOWNLOADED_ARCHIVE, sweepArchives, sweepHalfMade } from '../../../../src-main/app/sweep.ts';
import { libraryFolder } from '../../../../src-main/library/folder.ts';
import { tempDir } from '../../../support/temp.ts';

it('removes what killed programs left half made, and works in a library that has none of it', async () => {
  const folder = libraryFolder(tempDir());
  await sweepHalfMade(folder);
  mkdirSync(join(folder.impulses, 'decoding-a1b2c3'), { recursive: true });
  mkdirSync(join(folder.studies, 'copying-a1b2c3'), { recursive: true });
  mkdirSync(join(folder.studies, 'files'));
  writeFileSync(join(folder.impulses, 'decoding-a1b2c3', 'impulse'), 'half');
  writeFileSync(join(folder.impulses, 'imp_0123456789abcdef.wav'), 'whole');
  await sweepHalfMade(folder);
  expect(readdirSync(folder.impulses)).toEqual(['imp_0123456789abcdef.wav']);
  expect(readdirSync(folder.studies)).toEqual(['files']);
});

it('removes archives that were written to be downloaded, and no exports', async () => {
  const downloads = tempDir();
  await sweepArchives(join(downloads, 'none yet'), 0);
  const archive = (name: string): string => `${DOWNLOADED_ARCHIVE}${name}`;
  for (const name of [archive('old'), archive('new'), 'job_0123456789abcdef']) {
    mkdirSync(join(downloads, name));
    writeFileSync(join(downloads, name, 'Divisi library.zip'), 'x');
  }
  utimesSync(join(downloads, archive('old')), new Date(0), new Date(0));
  await sweepArchives(downloads, 60_000);
  expect(readdirSync(downloads).sort()).toEqual([archive('new'), 'job_0123456789abcdef']);
  await sweepArchives(downloads, 0);
  expect(readdirSync(downloads)).toEqual(['job_0123456789abcdef']);
});
