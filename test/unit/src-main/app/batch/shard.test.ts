import { expect, test } from 'vitest';
import { filesOfShard } from '../../../../../src-main/app/batch/shard.ts';

test('shards take every file once, whatever the order of the list', () => {
  const files = Array.from({ length: 103 }, (_, index) => ({ path: `/take ${(index * 37) % 103}.wav` }));
  const shards = [1, 2, 3, 4].map((index) => filesOfShard(files, { index, count: 4 }));
  expect(
    shards
      .flat()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(files.map(({ path }) => path).sort());
  expect(shards.map(({ length }) => length)).toEqual([26, 26, 26, 25]);
  for (const [index, shard] of shards.entries()) {
    expect(filesOfShard(files.toReversed(), { index: index + 1, count: 4 })).toEqual(shard);
  }
});
