import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A guard against hanging, not a limit on speed: tests start whole programs, and a busy machine takes its time. */
const PATIENCE_MS = 600_000;

export default defineConfig({
  test: {
    env: { DIVISI_LOGS: join(tmpdir(), 'divisi-test-logs') },
    include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx', 'test/integration/**/*.test.ts'],
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // The summary of `npm test` names the line of a failed test.
    includeTaskLocation: true,
    pool: 'forks',
    maxWorkers: 2,
  },
});
