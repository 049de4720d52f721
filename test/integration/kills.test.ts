import { expect, it } from 'vitest';
import { OPERATIONS } from '../support/kills/operations.ts';
import { runKills } from '../support/kills/run-kills.ts';
import { tempDir } from '../support/temp.ts';

it('is whole again after a kill in each kind of work, and goes on to the same bytes', async () => {
  const outcomes = await runKills(tempDir(), OPERATIONS.length, 13);
  expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
