import { expect, test } from 'vitest';
import { freeBytes, requireBytes } from '../../../../../src-main/audio/write/free-space.ts';
import { tempDir } from '../../../../support/temp.ts';

test('work that has no room is refused with both figures', () => {
  expect(() => requireBytes('The stems', 5_000_001, 4_000_000)).toThrow(
    expect.objectContaining({
      code: 'disk/full',
      message: 'The stems need 6 MB and the disk has 4 MB left',
      details: { diskBytes: 5_000_001, freeDiskBytes: 4_000_000 },
    }),
  );
  expect(() => requireBytes('The stems', 7, 7)).not.toThrow();
});

test('a disk that a folder was just made on has some left', async () => {
  expect(await freeBytes(tempDir())).toBeGreaterThan(0);
});
