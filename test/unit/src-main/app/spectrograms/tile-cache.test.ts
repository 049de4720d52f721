import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TileCache } from '../../../../../src-main/app/spectrograms/tile-cache.ts';
import { silentLog, type Log } from '../../../../../src-main/library/log/log.ts';
import { TILE_BYTES } from '../../../../../src-shared/spectrogram/tiles.ts';
import { tempDir } from '../../../../support/temp.ts';

const content = (letter: string): string => letter.repeat(64);
const tileOf = (value: number): Uint8Array => new Uint8Array(TILE_BYTES).fill(value);

describe('the tile cache', () => {
  it('gives back what was put, by content, level and index', async () => {
    const cache = new TileCache(join(tempDir(), 'spectrograms'), silentLog);
    await cache.put(content('a'), 9, 3, tileOf(7));
    expect(await cache.get(content('a'), 9, 3)).toEqual(tileOf(7));
    expect(await cache.get(content('a'), 9, 4)).toBeNull();
    expect(await cache.get(content('a'), 8, 3)).toBeNull();
    expect(await cache.get(content('b'), 9, 3)).toBeNull();
    await cache.settled();
  });

  it('takes a cut file for none', async () => {
    const folder = tempDir();
    const cache = new TileCache(folder, silentLog);
    await cache.put(content('a'), 9, 3, tileOf(7));
    await writeFile(join(folder, content('a'), '9-3.tile'), 'cut');
    expect(await cache.get(content('a'), 9, 3)).toBeNull();
    await cache.settled();
  });

  it('removes the least recently used tiles beyond its bound, and nothing else', async () => {
    const folder = tempDir();
    const cache = new TileCache(folder, silentLog, 16 * TILE_BYTES);
    await mkdir(join(folder, 'mine'));
    const foreign = [join(folder, 'mine', '9-3.tile'), join(folder, content('a'), 'notes.txt')];
    for (let index = 0; index < 12; index += 1) {
      await cache.put(content('a'), 9, index, tileOf(index));
      await utimes(join(folder, content('a'), `9-${index}.tile`), 1000 + index, 1000 + index);
    }
    for (const path of foreign) await writeFile(path, tileOf(0));
    // Tile 0 is the oldest, but it was looked at.
    await cache.get(content('a'), 9, 0);
    for (let index = 0; index < 6; index += 1) await cache.put(content('b'), 9, index, tileOf(index));
    await cache.settled();
    const left = [
      ...(await readdir(join(folder, content('a')))),
      ...(await readdir(join(folder, content('b')))),
    ];
    const tiles = left.filter((name) => name.endsWith('.tile'));
    expect(tiles.length).toBeLessThanOrEqual(16);
    expect(await cache.get(content('a'), 9, 0)).toEqual(tileOf(0));
    expect(await cache.get(content('a'), 9, 1)).toBeNull();
    expect(await cache.get(content('b'), 9, 5)).toEqual(tileOf(5));
    for (const path of foreign) expect(existsSync(path)).toBe(true);
  });

  it('logs that it can not write, and computes on', async () => {
    const told: string[] = [];
    const log: Log = { ...silentLog, warn: (text) => void told.push(text) };
    const file = join(tempDir(), 'file');
    await writeFile(file, '');
    const cache = new TileCache(join(file, 'spectrograms'), log);
    await cache.put(content('a'), 9, 3, tileOf(7));
    expect(await cache.get(content('a'), 9, 3)).toBeNull();
    expect(told.length).toBeGreaterThan(0);
  });
});
