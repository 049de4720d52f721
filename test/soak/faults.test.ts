import { expect, it } from 'vitest';
import { FAULTY, runFault, type FaultOutcome } from '../support/faults/run-faults.ts';
import { prepare } from '../support/kills/prepare.ts';
import { tempDir } from '../support/temp.ts';

it('tells of every write and sync that fails, one after the other', async () => {
  const prepared = await prepare(tempDir());
  const outcomes: FaultOutcome[] = [];
  for (const operation of FAULTY) {
    // Until the work makes fewer calls than that, in steps that grow: an import writes hundreds of blocks.
    for (let failAt = 1; ; failAt += Math.ceil(failAt / 8)) {
      const outcome = await runFault(prepared, operation, failAt, failAt % 2 === 0 ? 'EIO' : 'ENOSPC');
      outcomes.push(outcome);
      if (outcome.failure === null) break;
    }
  }
  const told = FAULTY.map(
    (name) => `${name} ${outcomes.filter(({ operation }) => operation === name).length}`,
  );
  console.log(`faults: ${told.join(', ')}`);
  expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
