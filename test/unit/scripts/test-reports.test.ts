import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playwrightCases, pytestCases, vitestCases, type Ended } from '../../../scripts/test-reports.ts';
import { tempDir } from '../../support/temp.ts';

const ROOT = '/home/me/divisi';

/** A runner that left this report, or none, and this exit status. */
function ended(report: string | null, status: number): Ended {
  const path = join(tempDir(), 'report');
  if (report !== null) writeFileSync(path, report);
  return { suite: 'unit', report: path, root: ROOT, status };
}

const outcomes = (cases: readonly { outcome: string; title: string }[]): string[] =>
  cases.map(({ outcome, title }) => `${outcome} ${title}`);

describe('vitest', () => {
  const file = (name: string, status: string, ...assertionResults: object[]): object => ({
    ...{ name: `${ROOT}/test/unit/${name}`, status, assertionResults },
  });
  const one = (fullName: string, status: string, line = 7): object => ({
    ...{ fullName, status, duration: 1500, location: { line, column: 3 } },
  });
  const report = (...testResults: object[]): string => JSON.stringify({ testResults });

  it('gives each test its place and the command that runs it alone', () => {
    const cases = vitestCases(
      ended(report(file('a.test.ts', 'failed', one('adds up', 'passed'), one('loses', 'failed', 12))), 1),
    );
    expect(cases).toEqual([
      {
        suite: 'unit',
        title: 'test/unit/a.test.ts › adds up',
        outcome: 'passed',
        seconds: 1.5,
        rerun: 'npm run test:unit -- test/unit/a.test.ts:7',
      },
      {
        suite: 'unit',
        title: 'test/unit/a.test.ts › loses',
        outcome: 'failed',
        seconds: 1.5,
        rerun: 'npm run test:unit -- test/unit/a.test.ts:12',
      },
    ]);
  });

  it('counts skipped and planned tests as skipped', () => {
    const tests = [one('a', 'passed'), one('b', 'pending'), one('c', 'todo'), one('d', 'skipped')];
    const cases = vitestCases(ended(report(file('a.test.ts', 'passed', ...tests)), 0));
    expect(cases.map(({ outcome }) => outcome)).toEqual(['passed', 'skipped', 'skipped', 'skipped']);
  });

  it('takes a file that can’t be loaded for a failure, also beside failed tests', () => {
    const files = [file('a.test.ts', 'failed', one('loses', 'failed')), file('broken.test.ts', 'failed')];
    expect(outcomes(vitestCases(ended(report(...files), 1)))).toEqual([
      'failed test/unit/a.test.ts › loses',
      'failed test/unit/broken.test.ts (the file itself)',
    ]);
  });

  it.each([
    ['there is no report', null, 0, ['failed no test ran']],
    ['the report is empty', report(), 0, ['failed no test ran']],
    [
      'the runner failed and no test did',
      report(file('a.test.ts', 'passed', one('adds up', 'passed'))),
      1,
      ['passed test/unit/a.test.ts › adds up', 'failed the runner ended with status 1'],
    ],
  ])('is a failure where %s', (_, text, status, expected) => {
    expect(outcomes(vitestCases(ended(text, status)))).toEqual(expected);
  });
});

describe('Playwright', () => {
  const spec = (title: string, line: number, status: string): object => ({
    ...{
      title,
      line,
      file: 'live.spec.ts',
      tests: [{ status, results: [{ duration: 2000 }, { duration: 500 }] }],
    },
  });
  const report = (specs: object[], inner: object[] = [], errors: object[] = []): string =>
    JSON.stringify({
      config: { rootDir: `${ROOT}/test/e2e` },
      errors,
      suites: [{ title: 'live.spec.ts', specs, suites: [{ title: 'inner', specs: inner }] }],
    });

  it('reads nested tests, and a test that passed at the second attempt is failed', () => {
    const cases = playwrightCases(
      ended(
        report([spec('plays', 3, 'expected'), spec('waits', 9, 'flaky')], [spec('skips', 20, 'skipped')]),
        1,
      ),
    );
    expect(cases.map(({ outcome, seconds, rerun }) => [outcome, seconds, rerun])).toEqual([
      ['passed', 2.5, 'npm run test:e2e -- test/e2e/live.spec.ts:3'],
      ['failed', 2.5, 'npm run test:e2e -- test/e2e/live.spec.ts:9'],
      ['skipped', 2.5, 'npm run test:e2e -- test/e2e/live.spec.ts:20'],
    ]);
  });

  it('names an error outside the tests', () => {
    const text = report([spec('plays', 3, 'expected')], [], [{ message: 'Error: no browser\n  at x' }]);
    expect(outcomes(playwrightCases(ended(text, 1)))).toEqual([
      'passed test/e2e/live.spec.ts › plays',
      'failed Error: no browser',
    ]);
  });

  it('is a failure without a report', () => {
    expect(outcomes(playwrightCases(ended(null, 1)))).toEqual(['failed no test ran']);
  });
});

describe('pytest', () => {
  const xml = (...cases: string[]): string =>
    `<?xml version="1.0"?><testsuites><testsuite name="pytest">${cases.join('')}</testsuite></testsuites>`;
  const at = (name: string): string =>
    `classname="recipes.tests.test_a" file="recipes/tests/test_a.py" line="4" name="${name}" time="0.25"`;

  it('reads passed, failed, erroneous and skipped tests', () => {
    const cases = pytestCases(
      ended(
        xml(
          `<testcase ${at('test_one')} />`,
          `<testcase ${at('test_two[3-a &lt; &quot;b&quot;&#10;]')}><failure message="x &gt; y">a\nb</failure></testcase>`,
          `<testcase ${at('test_three')}><error message="no"/></testcase>`,
          `<testcase ${at('test_four')}><skipped message="needs data">x</skipped></testcase>`,
        ),
        1,
      ),
    );
    expect(cases.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'failed', 'skipped']);
    expect(cases[0]).toEqual({
      suite: 'unit',
      title: 'recipes/tests/test_a.py::test_one',
      outcome: 'passed',
      seconds: 0.25,
      rerun: 'npm run test:recipes -- recipes/tests/test_a.py::test_one',
    });
    expect(cases[1]?.title).toBe('recipes/tests/test_a.py::test_two[3-a < "b"\n]');
    expect(cases[1]?.rerun).toBe(
      String.raw`npm run test:recipes -- "recipes/tests/test_a.py::test_two[3-a < \"b\"\n]"`,
    );
  });

  it('takes a run in which everything was skipped, or nothing collected, for a failure', () => {
    const skipped = xml(`<testcase ${at('test_four')}><skipped message="needs data">x</skipped></testcase>`);
    expect(outcomes(pytestCases(ended(skipped, 0)))).toContain('failed the runner ended with status 0');
    expect(outcomes(pytestCases(ended(xml(), 5)))).toEqual(['failed no test ran']);
  });
});
