import { expect, it } from 'vitest';
import { runKills } from '../support/kills/run-kills.ts';
import { tempDir } from '../support/temp.ts';

const count = Number(process.env['DIVISI_KILLS'] ?? 105);

it(`is whole again after ${count} kills, and goes on to the same bytes`, async () => {
  const outcomes = await runKills(tempDir(), count, 14);
  const broken = outcomes.filter(({ problems }) => problems.length > 0);
  console.log(`${count} kills, ${outcomes.filter(({ wasDone }) => wasDone).length} of them too late`, broken);
  expect(broken).toEqual([]);
});
