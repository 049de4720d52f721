import { expect, it } from 'vitest';
import { runCycles } from '../soak/run-cycles.ts';
import { tempDir } from '../support/temp.ts';

// Memory needs the long form, `npm run test:soak`: in a few rounds the heap still settles.
it('a round of work leaves no handle and no file behind', async () => {
  const holdings = await runCycles(tempDir(), { rounds: 3, minutes: Infinity });
  expect(holdings).toHaveLength(3);
  const [, second, third] = holdings;
  expect(third?.handles).toBe(second?.handles);
  expect(third?.files).toBe(second?.files);
});
