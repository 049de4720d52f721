import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sweepHalfMade } from '../../../../src-main/app/sweep.ts';
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
