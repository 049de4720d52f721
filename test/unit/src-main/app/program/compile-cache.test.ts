import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheDir } from '../../../../../src-main/app/program/compile-cache.ts';
import { tempDir } from '../../../../support/temp.ts';

const root = join(import.meta.dirname, '../../../../..');

describe('compiled modules', () => {
  test('lie where the platform keeps what can be made again', () => {
    expect(cacheDir({}, 'linux', '/home/a')).toBe(join('/home/a', '.cache', 'divisi'));
    expect(cacheDir({ XDG_CACHE_HOME: '/cache' }, 'linux', '/home/a')).toBe(join('/cache', 'divisi'));
    expect(cacheDir({}, 'darwin', '/Users/a')).toBe(join('/Users/a', 'Library', 'Caches', 'Divisi'));
    expect(cacheDir({ LOCALAPPDATA: '/L' }, 'win32', '/a')).toBe(join('/L', 'Divisi', 'Cache'));
  });

  test('are read by the next start, unless the user names a folder of their own', () => {
    const cache = tempDir();
    const start = (env: Readonly<Record<string, string>>) => {
      const own = { ...process.env };
      delete own['NODE_COMPILE_CACHE'];
      const args = [
        '--disable-warning=ExperimentalWarning',
        join(root, 'src-main/doors/cli.ts'),
        '--version',
      ];
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        env: { ...own, XDG_CACHE_HOME: cache, HOME: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', ...env },
        encoding: 'utf8',
      });
      const [said = ''] = stdout.split('\n').filter((line) => line.startsWith('divisi'));
      return { said, log: `${stdout}${stderr}` };
    };
    const accepted = /V8 code cache for ESM \S*cli\/main\.ts was accepted/;
    const first = start({});
    expect(first.log).not.toMatch(accepted);
    const second = start({});
    expect(second.log).toMatch(accepted);
    expect(second.said).toBe(first.said);
    expect(start({ NODE_COMPILE_CACHE: join(cache, 'own') }).log).not.toMatch(accepted);
  });
});
