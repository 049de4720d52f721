/** Reads each runner's own report. A runner that failed without a failed test counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

export const checkResult = (passed: boolean): Counts =>
  passed ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

function honest(counts: Counts, status: number): Counts {
  const missing = counts.passed + counts.failed === 0;
  return (status !== 0 && counts.failed === 0) || missing ? { ...counts, failed: counts.failed + 1 } : counts;
}

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

export function vitestCounts(path: string, status: number): Counts {
  if (!existsSync(path)) return honest(NONE, status);
  const report = z
    .object({
      numPassedTests: z.number(),
      numFailedTests: z.number(),
      numPendingTests: z.number(),
      numTodoTests: z.number(),
    })
    .parse(readJson(path));
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    status,
  );
}

export function playwrightCounts(path: string, status: number): Counts {
  if (!existsSync(path)) return honest(NONE, status);
  const { stats } = z
    .object({
      stats: z.object({
        expected: z.number(),
        unexpected: z.number(),
        flaky: z.number(),
        skipped: z.number(),
      }),
    })
    .parse(readJson(path));
  return honest(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    status,
  );
}

export function pytestCounts(path: string, status: number): Counts {
  if (!existsSync(path)) return honest(NONE, status);
  const head = /<testsuite [^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
  const number = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return honest({ passed: number('tests') - failed - skipped, failed, skipped }, status);
}
