import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { makeScratch, sweepScratch } from '../../../../src-main/library/scratch.ts';
import { tempDir } from '../../../support/temp.ts';

it('removes the scratch folders of processes that have ended on this machine, and no others', () => {
  const root = tempDir();
  const mine = basename(makeScratch('quality', root));
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const others = [
    `divisi-quality-elsewhere.example-${ended}-abc123`,
    'divisi-quality-Kx81Ja',
    `divisi-e2e-${ended}-abc123`,
    'notes',
  ];
  // As earlier versions named them: one in use, perhaps, and one of long ago.
  const old = 'divisi-quality-Ab12Cd';
  mkdirSync(join(root, old));
  utimesSync(join(root, old), new Date(0), new Date(0));
  for (const name of [...others, `divisi-quality-${hostname()}-${ended}-abc123`]) {
    mkdirSync(join(root, name, 'work'), { recursive: true });
  }
  sweepScratch(root);
  expect(readdirSync(root).sort()).toEqual([mine, ...others].sort());
});

it('goes on where one of them is another user’s, as on a server with several', () => {
  const root = tempDir();
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const theirs = `divisi-quality-${hostname()}-${ended}-abc123`;
  for (const name of [theirs, theirs.replace('abc123', 'def456')]) mkdirSync(join(root, name));
  const problems = sweepScratch(root, (path) => {
    if (basename(path) === theirs)
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    rmdirSync(path);
  });
  expect(problems).toEqual(['EACCES: permission denied']);
  expect(readdirSync(root)).toEqual([theirs]);
  expect(() =>
    sweepScratch(root, () => {
      throw new TypeError('a bug');
    }),
  ).toThrow('a bug');
});
