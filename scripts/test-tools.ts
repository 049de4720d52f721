/** Finds the browser and the Python that the tests need, or installs them through apt if the user has permission; mypy comes with Python. */
import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { existsSync } from 'node:fs';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const PYTHON_PACKAGES = [
  'python3-torch',
  'python3-numpy',
  'python3-scipy',
  'python3-soundfile',
  'python3-mido',
  'python3-pytest',
  'mypy',
];

export interface Tool {
  readonly path: string | null;
  readonly message: string;
}

function canInstall(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version']).status === 0
  );
}

function aptInstall(packages: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing ${packages.join(' ')} …`);
  const options: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'], env };
  spawnSync('apt-get', ['update', '-qq'], options);
  return (
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options).status ===
    0
  );
}

export function findBrowser(): string | null {
  const asked = process.env['DIVISI_CHROMIUM'];
  return [asked, ...BROWSERS].find((path) => path !== undefined && existsSync(path)) ?? null;
}

export function ensureBrowser(): Tool {
  const found = findBrowser() ?? (canInstall() && aptInstall(['chromium']) ? findBrowser() : null);
  return {
    path: found,
    message:
      'The end-to-end tests need Chromium or Chrome: install it (Debian, Ubuntu: `apt-get install chromium`) or name it in DIVISI_CHROMIUM.',
  };
}

const imports = 'import torch, numpy, scipy, soundfile, mido, pytest';

function findPython(): string | null {
  const candidates = [process.env['DIVISI_PYTHON'], '/usr/bin/python3', 'python3', 'python'];
  return (
    candidates.find((path) => path !== undefined && spawnSync(path, ['-c', imports]).status === 0) ?? null
  );
}

export function ensurePython(): Tool {
  const found = findPython() ?? (canInstall() && aptInstall(PYTHON_PACKAGES) ? findPython() : null);
  return {
    path: found,
    message: `they need a Python with torch, numpy, scipy, soundfile, mido and pytest (Debian, Ubuntu: \`apt-get install ${PYTHON_PACKAGES.join(' ')}\`), or its path in DIVISI_PYTHON.`,
  };
}
