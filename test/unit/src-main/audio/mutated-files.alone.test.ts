import { expect, it, vi } from 'vitest';
import { importMutated } from '../../../support/mutated-imports.ts';
import { useFolder } from './helpers.ts';

const at = useFolder();

it('60 mutated files: a result or a coded failure, within 10 s of CPU and 400 MB', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const run = await importMutated(60, 7, at(''));
  expect(run.bugs).toEqual([]);
  expect(run.worstCpuSeconds).toBeLessThan(10);
  expect(run.worstMemoryBytes).toBeLessThan(400e6);
});
