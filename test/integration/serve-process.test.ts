import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { programPaths } from '../../src-main/app/program/paths.ts';
import { tempFolder } from '../support/temp.ts';
import { divisi } from './cli-fixture.ts';

const { root, rendererDir } = programPaths();
const isBuilt = existsSync(join(rendererDir, 'index.html'));
const folder = tempFolder();
afterAll(() => folder.remove());

test.skipIf(!isBuilt)(
  'divisi serve prints one line, holds the library, and ends cleanly (needs npm run build:renderer)',
  async () => {
    const library = join(folder.path, 'library');
    const args = ['serve', '--no-open', '--port', '0', '--library', library];
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src-main/doors/cli.ts'), ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) resolve();
      });
      child.once('close', () => reject(new Error(err)));
    });
    expect(out).toMatch(/^Divisi: http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}\n$/);
    const second = await divisi(args);
    expect([second.status, second.out]).toEqual([3, '']);
    expect(second.err).toMatch(/^divisi: The library is open in process \d+ .*\n$/);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect([out.split('\n').length, err]).toEqual([2, '']);
    expect(existsSync(join(library, 'library.lock.json'))).toBe(false);
  },
);
