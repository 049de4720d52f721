/**
 * Parses the runners' own reports into one list of test cases. A runner that fails without a failed test counts as a
 * failed case.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';

export interface TestCase {
  readonly suite: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** The command that runs this case alone. */
  readonly rerun: string;
}

/** A finished runner: the path of its report, its name, and its exit status. */
export interface Ended {
  readonly suite: string;
  readonly report: string;
  /** The project's folder, an absolute path. */
  readonly root: string;
  readonly status: number;
}

const COMMANDS = {
  unit: 'npm run test:unit',
  components: 'npm run test:components',
  e2e: 'npm run test:e2e',
  recipes: 'npm run test:recipes',
};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const inProject = (root: string, path: string): string =>
  (isAbsolute(path) ? relative(root, path) : path).replaceAll('\\', '/');

/** Adds a failure for a missing or empty report, and for a non-zero exit status that no failed case explains. */
function withRunnerFailure(ended: Ended, cases: readonly TestCase[], rerun: string): readonly TestCase[] {
  const explained = ended.status === 0 || cases.some(({ outcome }) => outcome === 'failed');
  if (explained && cases.some(({ outcome }) => outcome !== 'skipped')) return cases;
  const title = cases.length === 0 ? 'no test ran' : `the runner ended with status ${ended.status}`;
  return [...cases, { suite: ended.suite, title, outcome: 'failed', seconds: 0, rerun }];
}

const VitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          location: z.object({ line: z.number() }).nullish(),
        }),
      ),
    }),
  ),
});

export function vitestCases(ended: Ended): readonly TestCase[] {
  const command = ended.suite === 'components' ? COMMANDS.components : COMMANDS.unit;
  if (!existsSync(ended.report)) return withRunnerFailure(ended, [], command);
  const { suite, root } = ended;
  const files = VitestReport.parse(readJson(ended.report)).testResults;
  const cases = files.flatMap(({ name, status, assertionResults }) => {
    const file = inProject(root, name);
    const alone = `${command} -- ${file}`;
    const found = assertionResults.map((result): TestCase => {
      const failed = result.status === 'failed';
      return {
        suite,
        title: `${file} › ${result.fullName}`,
        outcome: failed ? 'failed' : result.status === 'passed' ? 'passed' : 'skipped',
        seconds: (result.duration ?? 0) / 1000,
        rerun: result.location == null ? alone : `${alone}:${result.location.line}`,
      };
    });
    // A file that can't be loaded, or whose hooks throw, has no failed test of its own.
    if (status !== 'failed' || found.some(({ outcome }) => outcome === 'failed')) return found;
    const whole: TestCase = {
      suite,
      title: `${file} (the file itself)`,
      outcome: 'failed',
      seconds: 0,
      rerun: alone,
    };
    return [...found, whole];
  });
  return withRunnerFailure(ended, cases, command);
}

const Spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ duration: z.number() })) })),
});

interface PlaywrightSuite {
  readonly title: string;
  readonly specs: readonly z.infer<typeof Spec>[];
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}

const PlaywrightSuite: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z.array(Spec),
    suites: z.array(PlaywrightSuite).optional(),
  }),
);

const PlaywrightReport = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(PlaywrightSuite),
  errors: z.array(z.object({ message: z.string().optional() })),
});

export function playwrightCases(ended: Ended): readonly TestCase[] {
  if (!existsSync(ended.report)) return withRunnerFailure(ended, [], COMMANDS.e2e);
  const { suite, root } = ended;
  const { config, suites, errors } = PlaywrightReport.parse(readJson(ended.report));
  const casesOf = ({ specs, suites: inner = [] }: PlaywrightSuite): TestCase[] => [
    ...specs.flatMap(({ title, file, line, tests }) => {
      const path = inProject(root, join(config.rootDir, file));
      return tests.map(({ status, results }): TestCase => ({
        suite,
        title: `${path} › ${title}`,
        // A test that passes only at the second attempt counts as failed.
        outcome: status === 'expected' ? 'passed' : status === 'skipped' ? 'skipped' : 'failed',
        seconds: results.reduce((sum, { duration }) => sum + duration / 1000, 0),
        rerun: `${COMMANDS.e2e} -- ${path}:${line}`,
      }));
    }),
    ...inner.flatMap(casesOf),
  ];
  const outside = errors.map(({ message = 'an error outside the tests' }): TestCase => ({
    ...{ suite, title: message.split('\n')[0] ?? '', outcome: 'failed', seconds: 0, rerun: COMMANDS.e2e },
  }));
  return withRunnerFailure(ended, [...suites.flatMap(casesOf), ...outside], COMMANDS.e2e);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      return ENTITIES[name ?? ''] ?? whole;
    },
  );

/** pytest's JUnit report of the family `xunit1`, whose cases name their file. */
export function pytestCases(ended: Ended): readonly TestCase[] {
  if (!existsSync(ended.report)) return withRunnerFailure(ended, [], COMMANDS.recipes);
  const xml = readFileSync(ended.report, 'utf8');
  const cases = [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g)].map(
    ([, head = '', body = '']): TestCase => {
      const attribute = (name: string): string =>
        unescaped(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(head)?.[1] ?? '');
      const id = [attribute('file'), attribute('name')].filter((part) => part !== '').join('::');
      return {
        suite: ended.suite,
        title: id,
        outcome: /<(failure|error)\b/.test(body) ? 'failed' : /<skipped\b/.test(body) ? 'skipped' : 'passed',
        seconds: Number(attribute('time')),
        rerun: `${COMMANDS.recipes} -- ${/^[\w./:-]+$/.test(id) ? id : JSON.stringify(id)}`,
      };
    },
  );
  return withRunnerFailure(ended, cases, COMMANDS.recipes);
}
