import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './scripts/test-tools.ts';

/** A guard against hanging, not a limit on speed: a busy machine takes its time. */
const PATIENCE_MS = 600_000;
const executablePath = findBrowser();

/** Components of the window, each in a real browser, with real key presses, pointers and focus. */
export default defineConfig({
  plugins: [react()],
  // Found only once a test runs, it would reload the page under that test.
  optimizeDeps: { include: ['axe-core'] },
  test: {
    include: ['test/component/**/*.test.tsx'],
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS / 10 } },
    includeTaskLocation: true,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 900, height: 600 },
      provider: playwright({
        launchOptions: {
          ...(executablePath === null ? {} : { executablePath }),
          // Chromium's own sandbox does not start as root.
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
