import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultLibraryDir, programPaths, userDataDir } from '../../../../../src-main/app/program/paths.ts';
import { tempDir } from '../../../../support/temp.ts';

describe('where things lie', () => {
  test('the same files from the sources, from a build and from a package', () => {
    const folder = tempDir();
    const root = join(folder, 'resources', 'app.asar');
    mkdirSync(join(root, 'dist', 'src-main', 'doors'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name": "divisi", "version": "1.2.3"}');
    writeFileSync(join(root, 'dist', 'package.json'), '{"type": "module"}');
    const paths = programPaths(join(root, 'dist', 'src-main', 'doors'));
    expect(paths).toMatchObject({ root, version: '1.2.3', rendererDir: join(root, 'dist', 'renderer') });
    expect(paths.modelsDir).toBe(join(`${root}.unpacked`, 'models'));
    expect(() => programPaths(folder)).toThrow('No package.json');
    const here = programPaths();
    expect(here.modelsDir).toBe(join(here.root, 'models'));
  });

  test('the library lies where the platform keeps such things, or where the user says', () => {
    expect(userDataDir({}, 'linux', '/home/a')).toBe(join('/home/a', '.local', 'share', 'divisi'));
    expect(userDataDir({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe(join('/data', 'divisi'));
    expect(userDataDir({}, 'darwin', '/Users/a')).toBe(
      join('/Users/a', 'Library', 'Application Support', 'Divisi'),
    );
    expect(userDataDir({ LOCALAPPDATA: '/L' }, 'win32', '/a')).toBe(join('/L', 'Divisi'));
    expect(defaultLibraryDir({ DIVISI_LIBRARY: '/music' })).toBe('/music');
  });
});
