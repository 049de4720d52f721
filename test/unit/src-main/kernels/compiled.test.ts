import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMPILED_FILE, compileKernels } from '../../../../scripts/compile-kernels.ts';

it('is what the committed sources compile to', () => {
  expect(readFileSync(COMPILED_FILE, 'utf8')).toBe(compileKernels());
});
