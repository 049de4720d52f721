import { defineConfig } from '@playwright/test';
import { LAUNCH_OPTIONS } from './test/e2e/browser.ts';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: '.cache/test-results',
  // Guards against hanging, not limits on speed: a busy machine takes its time.
  timeout: 1_800_000,
  expect: { timeout: 300_000 },
  globalSetup: './test/e2e/demo-library.ts',
  workers: 1,
  fullyParallel: false,
  reporter: 'list',
  use: {
    // A click that waits for a button that never comes fails with what it waited for, long before the whole test does.
    actionTimeout: 300_000,
    navigationTimeout: 300_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: LAUNCH_OPTIONS,
  },
});
