import { expect, it, vi } from 'vitest';
import { importMutated } from '../support/mutated-imports.ts';
import { tempDir } from '../support/temp.ts';

const SEED = 20_261_128;

it('2,000 mutated files: a result or a coded failure, within 10 s of CPU and 400 MB', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const run = await importMutated(2_000, SEED, tempDir());
  process.stdout.write(`${JSON.stringify({ seed: SEED, ...run })}\n`);
  expect(run.bugs).toEqual([]);
  expect(run.worstCpuSeconds).toBeLessThan(10);
  expect(run.worstMemoryBytes).toBeLessThan(400e6);
});
