import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediaHandler } from '../../../../src-main/api/media.ts';
import { openCover } from '../../../../src-main/app/covers.ts';
import { keepCover } from '../../../../src-main/audio/covers/keep-cover.ts';
import { parsePicture } from '../../../../src-main/audio/covers/picture.ts';
import type { ReadableAudio } from '../../../../src-main/app/readable-audio.ts';
import { libraryFolder } from '../../../../src-main/library/folder.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { MEDIA } from '../../../../src-shared/contract/contract.ts';
import { jpegOf, plain } from '../../../support/pictures.ts';
import { tempDir } from '../../../support/temp.ts';

const notAskedFor = (): never => {
  throw new Error('not asked for here');
};

function setUp() {
  const folder = libraryFolder(tempDir());
  const handler = mediaHandler({
    liveInput: { take: () => Promise.reject(new Error('no sound input')) },
    audio: { open: notAskedFor, peaks: notAskedFor } as unknown as ReadableAudio,
    spectrograms: { tiles: notAskedFor },
    openCover: (name, size) => openCover(folder, name, size),
    stemArchive: notAskedFor,
    log: silentLog,
  });
  const get = (path: string): Promise<Response> => handler(new Request(`http://divisi${path}`));
  return { folder, get };
}
const bytes = jpegOf(plain(500, 500, [20, 90, 160]));

describe('covers over the media handler', () => {
  it('are sent with the type of their bytes, whole or small, and may be cached for good', async () => {
    const { folder, get } = setUp();
    const picture = parsePicture(bytes);
    if (picture === null) throw new Error('no picture');
    const name = await keepCover(folder.covers, picture);
    const whole = await get(MEDIA.cover(name));
    expect(whole.headers.get('content-type')).toBe('image/jpeg');
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const small = await get(MEDIA.thumbnail(name));
    expect(parsePicture(Buffer.from(await small.arrayBuffer()))).toMatchObject({ width: 320, height: 320 });
  });

  it('are nothing else than pictures of the library', async () => {
    const { folder, get } = setUp();
    const name = (digit: string): string => `${digit.repeat(64)}.jpg`;
    mkdirSync(folder.covers);
    writeFileSync(join(folder.covers, name('a')), '<script>alert(1)</script>');
    const elsewhere = join(tempDir(), 'private.jpg');
    writeFileSync(elsewhere, bytes);
    symlinkSync(elsewhere, join(folder.covers, name('b')));
    const status = async (path: string): Promise<number> => (await get(path)).status;
    expect(await status(MEDIA.cover(name('a')))).toBe(422);
    expect(await status(MEDIA.cover(name('b')))).toBe(422);
    expect(await status(MEDIA.cover(name('c')))).toBe(404);
    expect(await status('/media/..%2flibrary.sqlite/cover')).toBe(404);
    expect(await status(`/media/${name('a')}/pcm`)).toBe(404);
  });
});
