import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { stemArchive } from '../../../../src-main/app/stem-archive.ts';
import { setSeparationState } from '../../../../src-main/library/rows/separations.ts';
import { newSeparationId } from '../../../../src-shared/project/ids.ts';
import { filledLibrary } from '../library/filled-library.ts';

describe('the stems of a separation in one archive', () => {
  it('holds every stem as it is, named after the recording and the player', async () => {
    const { read, folder, separationId } = await filledLibrary();
    const files = unzipSync(await buffer(await stemArchive({ read, folder }, separationId)));
    // A file of this library contains its own path.
    expect(files).toEqual({
      'Trio in C - Viola.wav': new TextEncoder().encode(`stems/${separationId}/viola.wav`),
    });
  });

  it('is refused where there is no such separation, it is not finished, or a file is gone', async () => {
    const { read, write, folder, separationId } = await filledLibrary();
    await expect(stemArchive({ read, folder }, newSeparationId())).rejects.toMatchObject({
      code: 'library/not-found',
    });
    rmSync(join(folder.root, 'stems', separationId, 'viola.wav'));
    await expect(stemArchive({ read, folder }, separationId)).rejects.toMatchObject({
      code: 'file/not-found',
    });
    setSeparationState(write, separationId, 'cancelled');
    await expect(stemArchive({ read, folder }, separationId)).rejects.toMatchObject({
      code: 'audio/not-ready',
    });
  });
});
