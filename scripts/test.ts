/**
 * `npm test`: every test there is, in one command. Installs Chromium and PyTorch through the system's package
 * manager where it may, else says what to install. The last line is `N passed, N failed[, N skipped]`, over all suites.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser, ensurePython } from './test-tools.ts';
import {
  addCounts,
  checkResult,
  playwrightCounts,
  pytestCounts,
  vitestCounts,
  type Counts,
} from './test-counts.ts';

const root = join(import.meta.dirname, '..');
const reports = join(root, '.cache/reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

let total: Counts = { passed: 0, failed: 0, skipped: 0 };

function run(title: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  console.log(`\n== ${title}`);
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error !== undefined) console.error(result.error.message);
  return result.status ?? 1;
}
const bin = (path: string): string => join(root, 'node_modules', path);
const node = process.execPath;

/** A check passes or fails as a whole; what it printed matters only where it fails. */
function check(title: string, args: readonly string[]): void {
  const result = spawnSync(node, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const passed = result.status === 0;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${title}`);
  if (!passed) console.log(`${result.stdout}${result.stderr}${result.error?.message ?? ''}`);
  total = addCounts(total, checkResult(passed));
}

for (const project of ['src-shared', 'src-main', 'src-renderer', 'src-renderer/engine/worklet', 'test']) {
  check(`types: ${project}`, [bin('typescript/bin/tsc'), '-p', project]);
}
check('lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']);
check('formatting', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']);

// Some integration tests serve the built window.
check('build: window', [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
check('build: host', [join(root, 'scripts/build-host.ts')]);
check('pack with a stub runtime', [join(root, 'scripts/pack-check.ts')]);

const unitReport = join(reports, 'unit.json');
const unit = run('unit and integration tests', node, [
  bin('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
]);
total = addCounts(total, vitestCounts(unitReport, unit));

const browser = ensureBrowser();
if (browser.path === null) {
  console.error(browser.message);
  total = addCounts(total, { passed: 0, failed: 1, skipped: 0 });
} else {
  const report = join(reports, 'e2e.json');
  const status = run(
    'end-to-end tests',
    node,
    [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    {
      DIVISI_CHROMIUM: browser.path,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  );
  total = addCounts(total, playwrightCounts(report, status));
}

const python = ensurePython();
if (python.path === null) {
  console.log(`\nskipped: the recipes' tests: ${python.message}`);
  total = addCounts(total, { passed: 0, failed: 0, skipped: 1 });
} else {
  const report = join(reports, 'recipes.xml');
  const status = run(
    "the recipes' tests",
    python.path,
    ['-m', 'pytest', 'models/recipes/tests', '-q', '-rs', '-p', 'no:cacheprovider', `--junitxml=${report}`],
    { OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  );
  total = addCounts(total, pytestCounts(report, status));
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
