import { expect, it } from 'vitest';
import { killBatch } from '../support/kills/batch-kills.ts';
import { tempDir } from '../support/temp.ts';

it('a batch that is killed again and again does nothing twice, and loses nothing', async () => {
  const { kills, problems } = await killBatch(tempDir(), 3, 18);
  expect(problems).toEqual([]);
  expect(kills).toBe(3);
});
