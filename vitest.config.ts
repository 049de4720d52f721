import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A guard against hanging, not a limit on speed: tests start whole programs, and a busy machine takes its time. */
const PATIENCE_MS = 600_000;

/** Tests that put other modules in the place of ours, or measure the memory of their process: they get one of their own. */
const ALONE = 'test/unit/**/*.alone.test.ts';

export default defineConfig({
  test: {
    env: { DIVISI_LOGS: join(tmpdir(), 'divisi-test-logs') },
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    unstubGlobals: true,
    restoreMocks: true,
    // The summary of `npm test` names the line of a failed test.
    includeTaskLocation: true,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/integration/**/*.test.ts'],
          exclude: [ALONE],
          // Loading every module again for every file takes more than half of the suite's computing.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: [ALONE] } },
    ],
  },
});
