import { findBrowser } from '../../scripts/test-tools.ts';

const executablePath = findBrowser();

/** How the tests start the system's browser. */
export const LAUNCH_OPTIONS = {
  ...(executablePath === null ? {} : { executablePath }),
  args: [
    '--disable-background-networking',
    '--autoplay-policy=no-user-gesture-required',
    // Chromium's own sandbox does not start as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
};
