import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commitOf, provenanceOf } from '../../../../../src-main/app/program/provenance.ts';
import { tempFolder } from '../../../../support/temp.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

test('the commit of a checkout is asked of Git, and says whether something was changed since', async () => {
  const root = join(folder.path, 'checkout');
  mkdirSync(root);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, ...args])
      .toString()
      .trim();
  git('init', '--quiet');
  writeFileSync(join(root, 'file'), 'one');
  git('add', 'file');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'one');
  const head = git('rev-parse', 'HEAD');
  expect(await commitOf(root)).toBe(head);
  writeFileSync(join(root, 'file'), 'two');
  expect(await commitOf(root)).toBe(`${head}-dirty`);
});

test('a packaged program knows the commit that it was built from, if any', async () => {
  const root = join(folder.path, 'packaged');
  mkdirSync(join(root, 'dist'), { recursive: true });
  expect(await commitOf(root)).toBeNull();
  writeFileSync(join(root, 'dist', 'commit.txt'), 'unknown\n');
  expect(await commitOf(root)).toBeNull();
  writeFileSync(join(root, 'dist', 'commit.txt'), `${COMMIT}\n`);
  expect(await commitOf(root)).toBe(COMMIT);
  expect(await provenanceOf({ root, version: '1.2.3' })).toMatchObject({
    program: `divisi 1.2.3, node ${process.versions.node}`,
    commit: COMMIT,
  });
});
