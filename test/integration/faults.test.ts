import { expect, it } from 'vitest';
import { FAULTY, runFault, type FaultOutcome } from '../support/faults/run-faults.ts';
import { prepare } from '../support/kills/prepare.ts';
import { tempDir } from '../support/temp.ts';

it('tells of a write or sync that fails, keeps the library whole, and does it when asked again', async () => {
  const prepared = await prepare(tempDir());
  const outcomes: FaultOutcome[] = [];
  for (const operation of FAULTY) {
    outcomes.push(await runFault(prepared, operation, 1, 'ENOSPC'));
    outcomes.push(await runFault(prepared, operation, 5, 'EIO'));
  }
  expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(outcomes.filter(({ failure }) => failure !== null)).toHaveLength(outcomes.length);
});
