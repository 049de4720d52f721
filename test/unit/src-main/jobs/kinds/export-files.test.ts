import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  exportScratch,
  publishExport,
  removeExportScratch,
} from '../../../../../src-main/jobs/kinds/export-files.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../../support/temp.ts';

function written(folder: string, files: Readonly<Record<string, string>>) {
  const id = newJobId();
  const scratch = exportScratch(folder, id);
  mkdirSync(scratch);
  const list = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(scratch, name), text);
    return { path: join(scratch, name), name, bytes: Buffer.byteLength(text), loudness: null };
  });
  return { id, list };
}

describe('publishExport', () => {
  it('replaces a file where the user agreed to that', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'mix.wav'), 'older');
    const { list } = written(folder, { 'mix.wav': 'newer mix' });
    const published = await publishExport(list, folder, true);
    expect(published.map(({ name }) => name)).toEqual(['mix.wav']);
    expect(readFileSync(join(folder, 'mix.wav'), 'utf8')).toBe('newer mix');
  });

  it('gives files their names, and all the same number where another file has one of them', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'viola.wav'), 'mine');
    const { id, list } = written(folder, { 'viola.wav': 'new!', 'cello.wav': 'cello' });
    const published = await publishExport(list, folder);
    expect(published.map(({ name }) => name)).toEqual(['viola (2).wav', 'cello (2).wav']);
    expect(readFileSync(join(folder, 'viola.wav'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'viola (2).wav'), 'utf8')).toBe('new!');
    await removeExportScratch(folder, id);
    expect(readdirSync(folder).sort()).toEqual(['cello (2).wav', 'viola (2).wav', 'viola.wav']);
  });

  it('keeps the names of a run that was killed while it moved its files', async () => {
    const folder = tempDir();
    const files = { 'viola.wav': 'v'.repeat(3_000_000), 'cello.wav': 'c'.repeat(10), 'rest.wav': 'r' };
    const first = written(folder, files);
    await publishExport(first.list.slice(0, 2), folder);
    const second = written(folder, files);
    const published = await publishExport(second.list, folder);
    expect(published.map(({ name }) => name)).toEqual(Object.keys(files));
    await removeExportScratch(folder, first.id);
    await removeExportScratch(folder, second.id);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  });

  it('tells one differing byte at the very end', async () => {
    const folder = tempDir();
    const text = 'v'.repeat(2 ** 20 + 5);
    writeFileSync(join(folder, 'a.wav'), `${text}x`);
    const [published] = await publishExport(written(folder, { 'a.wav': `${text}y` }).list, folder);
    expect(published?.name).toBe('a (2).wav');
  });
});
