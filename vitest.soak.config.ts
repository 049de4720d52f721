import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long forms of tests that repeat or fuzz: hours rather than minutes, and outside `npm test`. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: { include: ['test/soak/**/*.test.ts'], testTimeout: 4 * 60 * 60 * 1000, maxWorkers: 1 },
  }),
);
