import { expect, test } from 'vitest';
import { StableFiles } from '../../../../../src-main/app/batch/stable-files.ts';

const file = (path: string, bytes: number, mtimeMs = 1) => ({ path, bytes, mtimeMs });

test('a file is given out once, when two looks in a row find it the same', () => {
  const stable = new StableFiles();
  expect(stable.look([file('/a', 10)])).toEqual([]);
  expect(stable.look([file('/a', 20)])).toEqual([]);
  expect(stable.look([file('/a', 20), file('/b', 5)])).toEqual([file('/a', 20)]);
  expect(stable.look([file('/a', 20), file('/b', 5)])).toEqual([file('/b', 5)]);
  expect(stable.look([file('/a', 20), file('/b', 5)])).toEqual([]);
});

test('a file that changed comes again, an empty one and one that went never', () => {
  const stable = new StableFiles();
  for (let look = 0; look < 2; look += 1) stable.look([file('/a', 10), file('/empty', 0)]);
  expect(stable.look([file('/a', 10, 2), file('/empty', 0)])).toEqual([]);
  expect(stable.look([file('/a', 10, 2), file('/empty', 0)])).toEqual([file('/a', 10, 2)]);
  expect(stable.look([])).toEqual([]);
  // Back again in a state that was given out.
  expect(stable.look([file('/a', 10, 2)])).toEqual([]);
  expect(stable.look([file('/a', 10, 2)])).toEqual([]);
});
