import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { coverOf } from '../../../../../src-main/audio/covers/cover-of.ts';
import { runCover } from '../../../../../src-main/audio/covers/cover-task.ts';
import { keepCover, removeUnfinishedCovers } from '../../../../../src-main/audio/covers/keep-cover.ts';
import { LARGEST_COVER_BYTES, parsePicture } from '../../../../../src-main/audio/covers/picture.ts';
import { shrunk, thumbnailOf } from '../../../../../src-main/audio/covers/thumbnail.ts';
import type { CoverImage } from '../../../../../src-main/audio/write/tags/tags.ts';
import { thumbnailNameOf } from '../../../../../src-shared/contract/cover.ts';
import { jpegOf, pixels, plain, pngOf } from '../../../../support/pictures.ts';
import { tempDir } from '../../../../support/temp.ts';

function picture(bytes: Buffer): CoverImage {
  const found = parsePicture(bytes);
  if (found === null) throw new Error('no picture');
  return found;
}

describe('a picture made smaller', () => {
  it('has the mean of what each pixel covers, where the sizes divide and where they do not', () => {
    const ramp = pixels(6, 4, (x, y) => [x * 40, y * 60, 0]);
    const half = shrunk(ramp, 3, 2);
    expect([...half.data.subarray(0, 8)]).toEqual([20, 30, 0, 255, 100, 30, 0, 255]);
    // Four columns of one and a half: the second covers half of column 1 and all of column 2.
    const four = shrunk(ramp, 4, 1);
    expect(four.data[4]).toBe(Math.round((0.5 * 40 + 80) / 1.5));
    expect(four.data[5]).toBe(90);
  });

  it('shows white where it is transparent', () => {
    const { data } = shrunk(plain(4, 4, [0, 0, 0, 0]), 1, 1);
    expect([...data]).toEqual([255, 255, 255, 255]);
  });
});

describe('a thumbnail', () => {
  it.each([
    ['JPEG', jpegOf],
    ['PNG', pngOf],
  ])('of a %s keeps its shape and its colours', (_, encode) => {
    const small = thumbnailOf(picture(encode(plain(800, 400, [200, 30, 60]))));
    if (small === null) throw new Error('refused');
    const seen = jpeg.decode(small, { useTArray: true });
    expect([seen.width, seen.height]).toEqual([320, 160]);
    const [red = 0, green = 0, blue = 0] = seen.data;
    expect(Math.max(Math.abs(red - 200), Math.abs(green - 30), Math.abs(blue - 60))).toBeLessThan(6);
  });

  it('of a small picture is not larger than it', () => {
    const small = thumbnailOf(picture(pngOf(plain(20, 10, [1, 2, 3]))));
    expect(jpeg.decode(small ?? Buffer.alloc(0))).toMatchObject({ width: 20, height: 10 });
  });

  it('is refused for pictures that are cut off, that lie about their size, or that are too large', () => {
    const png = pngOf(plain(64, 64, [9, 9, 9]));
    expect(thumbnailOf(picture(png.subarray(0, 40)))).toBeNull();
    const lying = Buffer.from(png);
    lying.writeUInt32BE(60_000, 16);
    lying.writeUInt32BE(60_000, 20);
    expect(thumbnailOf(picture(lying))).toBeNull();
    const cut = jpegOf(pixels(64, 64, (x, y) => [x * 4, y * 4, (x * y) % 256]));
    expect(thumbnailOf(picture(cut.subarray(0, 300)))).toBeNull();
  });
});

describe('the covers of a library', () => {
  it('are stored once under the hash of their bytes, also by two imports at once', async () => {
    const folder = join(tempDir(), 'covers');
    const front = picture(jpegOf(plain(400, 400, [10, 120, 200])));
    const names = await Promise.all([keepCover(folder, front), keepCover(folder, front)]);
    const [name] = names;
    expect(new Set(names).size).toBe(1);
    expect(readdirSync(folder).sort()).toEqual([name, thumbnailNameOf(name)]);
    expect(readFileSync(join(folder, name)).equals(front.bytes)).toBe(true);
  });

  it('lose only what was left half-written', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'a.jpg.1234.divisi-unfinished'), '');
    writeFileSync(join(folder, 'holiday.jpg'), '');
    await removeUnfinishedCovers(folder);
    expect(readdirSync(folder)).toEqual(['holiday.jpg']);
    await removeUnfinishedCovers(join(folder, 'none'));
  });

  it('take no picture of another format, of many bytes or with damage, and say so', async () => {
    const folder = join(tempDir(), 'covers');
    const problemOf = async (bytes: Buffer) => (await coverOf(bytes, folder)).problem;
    expect(await problemOf(Buffer.from('GIF89a...'))).toMatch(/neither JPEG nor PNG/);
    expect(await problemOf(Buffer.alloc(LARGEST_COVER_BYTES + 1))).toMatch(/larger than 8 MB/);
    expect(await problemOf(pngOf(plain(64, 64, [9, 9, 9])).subarray(0, 40))).toMatch(/damaged/);
    expect(existsSync(folder)).toBe(false);
    expect(await coverOf(null, folder)).toEqual({ cover: null, problem: null });
  });

  it('come from a file that the user chose, by its content', async () => {
    const folder = tempDir();
    const path = join(folder, 'front.png');
    writeFileSync(path, jpegOf(plain(40, 40, [1, 2, 3])));
    const coversPath = join(folder, 'covers');
    expect((await runCover({ path, from: 'picture', coversPath })).cover).toMatch(/^[0-9a-f]{64}\.jpg$/);
    writeFileSync(path, 'text');
    await expect(runCover({ path, from: 'picture', coversPath })).rejects.toMatchObject({
      code: 'file/unsupported',
    });
    await expect(runCover({ path, from: 'audio', coversPath })).rejects.toMatchObject({
      code: 'file/unsupported',
    });
  });
});
