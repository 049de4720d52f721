import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isolatedEnvironment, programOnPath } from '../../../../src-main/adaptation/isolation.ts';
import { findPython, pythonSearch } from '../../../../src-main/adaptation/python.ts';
import { CAN_FAKE_PYTHON } from '../../../support/fake-python.ts';
import { tempDir } from '../../../support/temp.ts';

/** An interpreter that answers this, whatever it is asked. */
function answering(folder: string, name: string, answer: unknown): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\ncat <<'END'\n${typeof answer === 'string' ? answer : JSON.stringify(answer)}\nEND\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

const python = (path: string, packages: object, version = [3, 11, 2]) => ({ path, version, packages });
const ALL = { torch: '2.6.0', numpy: '2.1.0', onnx: '1.17.0' };
const search = (candidates: readonly string[]) => ({
  candidates,
  ownFolder: '/data/my python',
  ownIsDistrusted: false,
  cwd: '/',
  platform: 'linux' as const,
});

describe('where Python is looked for', () => {
  const places = (env: Record<string, string>, isTrusted = true, ownFolder = '/own') =>
    pythonSearch({ ownFolder, isTrusted, cwd: '/', env, platform: 'linux' });
  const USUAL = ['/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'];

  it('is the one that was named, and no other', () => {
    expect(places({ DIVISI_PYTHON: '/opt/py' }).candidates).toEqual(['/opt/py']);
  });

  it('is told by name where it was named and is none', async () => {
    expect((await findPython(places({ DIVISI_PYTHON: '/nowhere/py' }))).problem?.message).toMatch(
      /^DIVISI_PYTHON names "\/nowhere\/py", which is no/,
    );
  });

  it('is Divisi’s own, then PATH, then where systems put it', () => {
    const bin = tempDir();
    const found = answering(bin, 'python3', '');
    expect(places({ PATH: `/nowhere:${bin}` }).candidates).toEqual(['/own/bin/python3', found, ...USUAL]);
    expect(places({ PATH: '/nowhere', DIVISI_PYTHON: '' }).candidates).toEqual([
      '/own/bin/python3',
      ...USUAL,
    ]);
  });

  it('is not the library’s own where the library is not trusted, and the advice says so', async () => {
    const library = tempDir();
    mkdirSync(join(library, 'bin'));
    answering(join(library, 'bin'), 'python3', '');
    const search = places({ PATH: '' }, false, library);
    expect(search.candidates).toEqual(USUAL);
    const found = await findPython({ ...search, candidates: [] });
    expect(found.problem?.message).toContain('is not used until you trust the library');
  });

  it('is never the current folder, whatever PATH says', () => {
    const bin = tempDir();
    answering(bin, 'python3', '');
    const before = process.cwd();
    process.chdir(bin);
    try {
      for (const PATH of ['.', '', ':', 'bin'])
        expect(programOnPath('python3', { PATH }, 'linux')).toBeNull();
      expect(programOnPath('python3', { PATH: bin }, 'linux')).toBe(join(bin, 'python3'));
    } finally {
      process.chdir(before);
    }
  });
});

describe('an interpreter', () => {
  it('is given nothing that changes which code it runs', () => {
    expect(
      isolatedEnvironment({
        ...{ HOME: '/home/me', PATH: '.:/usr/bin::/bin', CUDA_VISIBLE_DEVICES: '0', VIRTUAL_ENV: '/v' },
        ...{ PYTHONPATH: '/evil', PYTHONSTARTUP: '/evil.py', PYTHONHOME: '/evil', pythoninspect: '1' },
      }),
    ).toEqual({ HOME: '/home/me', PATH: '/usr/bin:/bin', CUDA_VISIBLE_DEVICES: '0', VIRTUAL_ENV: '/v' });
  });

  it('runs no json.py of the current folder, of its own folder or of PYTHONPATH', async () => {
    const found = await findPython(
      pythonSearch({ ownFolder: '/nowhere', isTrusted: false, cwd: tempDir(), env: process.env }),
    );
    if (found.path === null) return expect(found.problem?.code).toBe('python/missing');
    const folder = tempDir();
    writeFileSync(
      join(folder, 'json.py'),
      `open(${JSON.stringify(join(folder, 'ran'))}, 'w')\nraise SystemExit(7)\n`,
    );
    const before = { cwd: process.cwd(), path: process.env['PYTHONPATH'] };
    process.chdir(folder);
    process.env['PYTHONPATH'] = folder;
    try {
      const again = await findPython({ ...search([found.path]), cwd: folder });
      expect(again.path).toBe(found.path);
      expect(existsSync(join(folder, 'ran'))).toBe(false);
    } finally {
      process.chdir(before.cwd);
      if (before.path === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = before.path;
    }
  });
});

describe.skipIf(!CAN_FAKE_PYTHON)('a Python that can train', () => {
  it('is the first that has everything', async () => {
    const folder = tempDir();
    const bare = answering(folder, 'bare', python('/bare', { torch: null, numpy: '2.1.0', onnx: null }));
    const good = answering(folder, 'good', `a warning\n${JSON.stringify(python('/good', ALL))}`);
    const found = await findPython(search([join(folder, 'absent'), bare, good]));
    expect(found).toEqual({ path: '/good', version: '3.11.2', packages: ALL, problem: null, commands: [] });
  });

  it('needs the package onnx from PyTorch 2 on', async () => {
    const folder = tempDir();
    const old = answering(folder, 'old', python('/old', { torch: '1.13.1', numpy: '1.24.2', onnx: null }));
    expect((await findPython(search([old]))).problem).toBeNull();
    const recent = answering(folder, 'new', python('/a b/new', { ...ALL, onnx: null }));
    const found = await findPython(search([recent]));
    expect(found.problem).toEqual({
      code: 'python/packages',
      message: 'Python 3.11.2 (/a b/new) lacks onnx: adapting a model trains it with PyTorch',
    });
    expect(found.commands).toEqual([
      '"/a b/new" -m venv "/data/my python"',
      '"/data/my python/bin/python3" -m pip install torch numpy onnx',
    ]);
  });

  it('is missed in words, with what to install', async () => {
    const folder = tempDir();
    const ancient = answering(folder, 'ancient', python('/ancient', ALL, [3, 7, 0]));
    const broken = answering(folder, 'broken', 'Segmentation fault');
    const found = await findPython(search([ancient, broken]));
    expect(found).toMatchObject({ path: null, problem: { code: 'python/missing' } });
    expect(found.commands[0]).toBe('sudo apt install python3 python3-venv');
  });

  it('is told by the nearest one where none will do', async () => {
    const folder = tempDir();
    const bare = answering(folder, 'bare', python('/bare', { torch: null, numpy: null, onnx: null }));
    const nearer = answering(
      folder,
      'nearer',
      python('/nearer', { torch: null, numpy: '2.1.0', onnx: '1.17.0' }),
    );
    const found = await findPython(search([bare, nearer]));
    expect(found.problem?.message).toContain('(/nearer) lacks torch:');
  });
});
