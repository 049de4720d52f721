import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../../../../src-main/audio/read/check.ts';
import { freePaths } from '../../../../../src-main/audio/write/file-names.ts';
import { fileNameOf } from '../../../../../src-shared/format/file-name.ts';
import { useFolder } from '../helpers.ts';

const at = useFolder();

describe('file names', () => {
  it.each([
    ['Violin 1', 'Violin 1'],
    ['ヴィオラ', 'ヴィオラ'],
    ['Cello 🎻', 'Cello 🎻'],
    ['Caf\u0065\u0301', 'Café'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j'],
    ['..', 'untitled'],
    ['   ', 'untitled'],
    ['', 'untitled'],
    ['.hidden.', 'hidden'],
    ['line\nbreak\u0000', 'line break'],
    ['nul', '_nul'],
    ['COM1.wav', '_COM1.wav'],
    ['console', 'console'],
  ])('%j becomes %j', (text, name) => {
    expect(fileNameOf(text)).toBe(name);
  });

  it('stay within what file systems take, without cutting a character', () => {
    const name = fileNameOf('🎻'.repeat(300));
    expect(Buffer.byteLength(name)).toBe(200);
    expect(name).toBe('🎻'.repeat(50));
  });

  it('are numbered together where one is taken, by a file or by a part', async () => {
    await writeFile(at('mix.wav'), '');
    await writeFile(at('solo (2).wav.part'), '');
    const names = async (overwrite: boolean) =>
      (await freePaths(at(''), ['mix', 'solo'], 'wav', overwrite)).map(({ name }) => name);
    expect(await names(false)).toEqual(['mix (3).wav', 'solo (3).wav']);
    expect(await names(true)).toEqual(['mix.wav', 'solo.wav']);
  });
});

describe('times', () => {
  it.each([
    [0, '0:00.000'],
    [1.5, '0:01.500'],
    [59.9996, '0:59.999'],
    [61.25, '1:01.250'],
    [3_723.004_5, '1:02:03.004'],
  ])('%d s reads %s', (seconds, text) => {
    expect(formatTime(seconds)).toBe(text);
  });
});
