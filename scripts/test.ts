/**
 * `npm test`: runs every check and every test except the long ones, in parallel if there are enough cores. Installs
 * Chromium and PyTorch through the system's package manager if it has permission; otherwise reports what to install.
 * The last line is `N passed, N failed[, N skipped]`, over all suites; each failed test has a line above it.
 *
 * `npm run test:long` (`--long`) runs only the tests that train for minutes.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { PYTEST_ENV, pytestArgs, RECIPE_TESTS } from './recipe-tests.ts';
import { inLanes, runCommand, type Output } from './test-lanes.ts';
import { playwrightCases, pytestCases, vitestCases, type TestCase } from './test-reports.ts';
import { summaryLines, timeText, type SuiteTime } from './test-summary.ts';
import { ensureBrowser, ensurePython } from './test-tools.ts';

const long = process.argv.includes('--long');
const root = join(import.meta.dirname, '..');
const reports = join(root, '.cache/reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const bin = (path: string): string => join(root, 'node_modules', path);
const node = process.execPath;
const cases: TestCase[] = [];
const times: SuiteTime[] = [];

const run = (suite: string, program: string, args: readonly string[], env = {}): Promise<Output> =>
  runCommand({ program, args, cwd: root, env }, (line) => console.log(`${suite.padEnd(7)} | ${line}`));

async function timed(suite: string, work: () => Promise<readonly TestCase[]>): Promise<void> {
  const begun = performance.now();
  const found = await work();
  const seconds = (performance.now() - begun) / 1000;
  cases.push(...found);
  times.push({ suite, seconds });
  const failed = found.filter(({ outcome }) => outcome === 'failed').length;
  console.log(`${suite.padEnd(7)} | ended after ${timeText(seconds)}, ${failed} failed`);
}

/** A check passes or fails as a whole; its output matters only if it fails. */
async function check(
  suite: string,
  title: string,
  args: readonly string[],
  rerun: string,
): Promise<TestCase> {
  const begun = performance.now();
  const { status, text } = await runCommand({ program: node, args, cwd: root }, () => undefined);
  const passed = status === 0;
  if (!passed) console.log(text.replaceAll(/^/gm, `${suite.padEnd(7)} | `));
  console.log(`${suite.padEnd(7)} | ${passed ? 'passed' : 'FAILED'}  ${title}`);
  const seconds = (performance.now() - begun) / 1000;
  return { suite, title, outcome: passed ? 'passed' : 'failed', seconds, rerun };
}

/** End-to-end and some integration tests use the built window, so this comes before everything else. */
const build = async (): Promise<readonly TestCase[]> => [
  await check(
    'build',
    'build: window',
    [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    'npm run build:renderer',
  ),
  await check('build', 'build: host', [join(root, 'scripts/build-host.ts')], 'npm run build:host'),
];

async function checks(): Promise<readonly TestCase[]> {
  const found: TestCase[] = [];
  for (const project of [
    'src-shared',
    'src-main',
    'scripts',
    'src-renderer',
    'src-renderer/engine/worklet',
    'test',
  ]) {
    const args = [bin('typescript/bin/tsc'), '-p', project];
    found.push(await check('checks', `types: ${project}`, args, `npx tsc -p ${project}`));
  }
  const eslint = [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'];
  found.push(await check('checks', 'lint', eslint, 'npm run lint'));
  const prettier = [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'];
  found.push(await check('checks', 'formatting', prettier, 'npx prettier --check .'));
  const pack = [join(root, 'scripts/pack-check.ts')];
  found.push(await check('checks', 'pack with a stub runtime', pack, 'npm run pack:check'));
  return found;
}

async function unit(): Promise<readonly TestCase[]> {
  const report = join(reports, 'unit.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = await run('unit', node, [bin('vitest/vitest.mjs'), ...args]);
  return vitestCases({ suite: 'unit', report, root, status });
}

/** Without a browser, the suite fails with a message that says what to install. */
function withoutBrowser(suite: string, rerun: string, message: string): readonly TestCase[] {
  console.error(message);
  return [{ suite, title: message, outcome: 'failed', seconds: 0, rerun }];
}

async function components(): Promise<readonly TestCase[]> {
  const suite = 'components';
  const browser = ensureBrowser();
  if (browser.path === null) return withoutBrowser(suite, 'npm run test:components', browser.message);
  const report = join(reports, 'components.json');
  const args = ['run', '--config', 'vitest.browser.config.ts', '--reporter=default', '--reporter=json'];
  const { status } = await run(
    suite,
    node,
    [bin('vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`],
    { DIVISI_CHROMIUM: browser.path },
  );
  return vitestCases({ suite, report, root, status });
}

async function e2e(): Promise<readonly TestCase[]> {
  const suite = 'e2e';
  const browser = ensureBrowser();
  if (browser.path === null) return withoutBrowser(suite, 'npm run test:e2e', browser.message);
  const report = join(reports, 'e2e.json');
  const args = ['test', '--reporter=list,json', long ? '--grep' : '--grep-invert', '@long'];
  const { status } = await run(suite, node, [bin('@playwright/test/cli.js'), ...args], {
    DIVISI_CHROMIUM: browser.path,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  return playwrightCases({ suite, report, root, status });
}

async function recipes(): Promise<readonly TestCase[]> {
  const suite = 'recipes';
  const python = ensurePython();
  if (python.path === null) {
    console.log(`${suite} | skipped: ${python.message}`);
    return [{ suite, title: python.message, outcome: 'skipped', seconds: 0, rerun: 'npm run test:recipes' }];
  }
  const report = join(reports, 'recipes.xml');
  const chosen = ['-m', long ? 'long' : 'not long', `--junitxml=${report}`, '-o', 'junit_family=xunit1'];
  const { status } = await run(suite, python.path, pytestArgs(...RECIPE_TESTS, ...chosen), PYTEST_ENV);
  return pytestCases({ suite, report, root, status });
}

await timed('build', build);
const suites = long
  ? [() => timed('e2e', e2e), () => timed('recipes', recipes)]
  : // The longest first: two lanes end at about the same time.
    [
      () => timed('e2e', e2e),
      () => timed('unit', unit),
      () => timed('checks', checks),
      () => timed('recipes', recipes),
      () => timed('components', components),
    ];
await inLanes(Math.min(3, availableParallelism()), suites);

writeFileSync(join(reports, 'cases.json'), JSON.stringify({ cases, times }));
console.log(`\n${summaryLines(cases, times).join('\n')}`);
process.exit(cases.some(({ outcome }) => outcome === 'failed') ? 1 : 0);
