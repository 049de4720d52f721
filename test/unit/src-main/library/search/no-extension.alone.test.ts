import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { itemsBySeq } from '../../../../../src-main/library/rows/items.ts';
import { openLibrary } from '../../../../../src-main/library/open.ts';
import { tempDir } from '../../../../support/temp.ts';
import { addRecording, addVector, between, direction } from '../item-fixture.ts';

vi.mock('sqlite-vec', () => ({
  getLoadablePath: () => {
    throw new Error('Unsupported platform');
  },
}));

it('without sqlite-vec the library opens, and what sounds alike is found all the same', async () => {
  const warn = vi.fn<(message: string) => void>();
  const library = await openLibrary(tempDir(), {
    log: { info: () => {}, warn, error: () => {} },
    access: 'write',
  });
  const { write, vectors } = library;
  if (write === null) throw new Error('not writable');
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('sqlite-vec'), expect.anything());
  const [near, far] = ['Near', 'Far'].map((title) => addRecording(write, title));
  if (near === undefined || far === undefined) throw new Error('no recordings');
  addVector(write, far, direction(2));
  addVector(write, near, between(direction(1), direction(2), 0.2));
  const query = { weightsSha256: 'w1', filter: {}, notItem: null, notRecording: null, limit: 10 };
  const found = vectors.nearest({ ...query, vector: direction(1) });
  const ids = itemsBySeq(
    write,
    found.map(({ item }) => item),
  ).map(({ id }) => id);
  expect(ids).toEqual([near, far]);
  const cos = direction(1).reduce((sum, value, at) => sum + value * (direction(2)[at] ?? 0), 0);
  expect(found[1]?.distance).toBeCloseTo(1 - cos, 6);
  await vectors.settle();
  const tables = write.all('SELECT name FROM sqlite_master', z.object({ name: z.string() }));
  expect(tables.map(({ name }) => name)).not.toContain('vector_index');
  library.close();
});
