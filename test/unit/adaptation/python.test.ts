import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython, pythonSearch } from '../../../src-main/adaptation/python.ts';
import { CAN_FAKE_PYTHON } from '../../support/fake-python.ts';
import { tempDir } from '../../support/temp.ts';

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
  platform: 'linux' as const,
});

describe('where Python is looked for', () => {
  it('is the one that was named, and no other', () => {
    expect(pythonSearch('/own', { DIVISI_PYTHON: '/opt/py' }, 'linux').candidates).toEqual(['/opt/py']);
  });

  it('is told by name where it was named and is none', async () => {
    const named = pythonSearch('/own', { DIVISI_PYTHON: '/nowhere/py' }, 'linux');
    expect((await findPython(named)).problem?.message).toMatch(
      /^DIVISI_PYTHON names "\/nowhere\/py", which is no/,
    );
  });

  it('is Divisi’s own, then PATH, then where systems put it', () => {
    expect(pythonSearch('/own', {}, 'linux').candidates).toEqual([
      '/own/bin/python3',
      'python3',
      '/usr/bin/python3',
      '/usr/local/bin/python3',
      '/opt/homebrew/bin/python3',
    ]);
    expect(pythonSearch('C:\\own', { DIVISI_PYTHON: '' }, 'win32').candidates.slice(1)).toEqual([
      'py',
      'python',
    ]);
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
