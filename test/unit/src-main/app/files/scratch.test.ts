import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inOutFolder, inTempFolder, writeWhole } from '../../../../../src-main/app/files/scratch.ts';
import { tempDir } from '../../../../support/temp.ts';

describe('a scratch folder in an output folder', () => {
  test('is there during the work; results stay and the scratch goes', async () => {
    const out = join(tempDir(), 'new', 'out');
    const answer = await inOutFolder(out, (scratch) => {
      expect(readdirSync(out)).toHaveLength(1);
      writeFileSync(join(scratch, 'half'), '');
      writeFileSync(join(out, 'stem.wav'), '');
      return Promise.resolve(7);
    });
    expect([answer, readdirSync(out)]).toEqual([7, ['stem.wav']]);
  });

  test('after a failure nothing is left of folders that were made, and all of those that were there', async () => {
    const there = tempDir();
    const failing = inOutFolder(join(there, 'a', 'b'), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(there)).toEqual([]);
    await expect(inOutFolder(there, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(there)).toBe(true);
  });

  test('what a killed program of this machine left is removed, nothing else', async () => {
    const out = tempDir();
    // No process has this id: Linux ends at 2^22, Windows ids are multiples of four.
    const dead = 2 ** 31 - 1;
    const [abandoned, ours, elsewhere] = [
      `.divisi-${hostname()}-${dead}-abc`,
      `.divisi-${hostname()}-${process.pid}-abc`,
      `.divisi-another.machine-${dead}-abc`,
    ];
    for (const name of [abandoned, ours, elsewhere]) mkdirSync(join(out, name));
    await inOutFolder(out, () => Promise.resolve());
    expect(readdirSync(out).sort()).toEqual([ours, elsewhere].sort());
  });

  test('a file is no output folder', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const work = () => Promise.resolve();
    await expect(inOutFolder(file, work)).rejects.toMatchObject({ code: 'call/invalid' });
    await expect(inOutFolder(join(file, 'below'), work)).rejects.toMatchObject({ code: 'disk/unwritable' });
  });
});

test('a temporary folder goes, whatever becomes of the work', async () => {
  let path = '';
  const failing = inTempFolder('test', (scratch) => {
    path = scratch;
    expect(existsSync(path)).toBe(true);
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('a file is replaced whole, and not at all where it can not be written', async () => {
  const folder = tempDir();
  const path = join(folder, 'notes.json');
  await writeWhole(path, 'old');
  await writeWhole(path, Uint8Array.of(110, 101, 119));
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['new', ['notes.json']]);
  await expect(writeWhole(join(path, 'below'), 'x')).rejects.toMatchObject({ code: 'disk/unwritable' });
});
