/**
 * How pytest runs the tests of the training programs and of the Python package. As a program (`npm run test:recipes -- ARGS`), it runs the
 * tests named in its arguments.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePython } from './test-tools.ts';

export const RECIPE_TESTS = ['models', 'python'];
export const pytestArgs = (...more: readonly string[]): string[] => [
  ...['-m', 'pytest', '-q', '-rs', '-p', 'no:cacheprovider', ...more],
];
/** Suites run side by side: one thread each. */
export const PYTEST_ENV = { OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };

if (import.meta.main) {
  const { path, message } = ensurePython();
  if (path === null) {
    console.error(`The tests of the training programs can't run: ${message}`);
    process.exit(1);
  }
  const asked = process.argv.slice(2);
  const { status } = spawnSync(path, pytestArgs(...(asked.length > 0 ? asked : RECIPE_TESTS)), {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, ...PYTEST_ENV },
  });
  process.exit(status ?? 1);
}
