/** The summary that `npm test` prints at its end, from the cases of all suites. */
import type { TestCase } from './test-reports.ts';

export interface SuiteTime {
  readonly suite: string;
  readonly seconds: number;
}

export function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

const counted = (cases: readonly TestCase[], outcome: TestCase['outcome']): number =>
  cases.filter((one) => one.outcome === outcome).length;

function countText(cases: readonly TestCase[]): string {
  const skipped = counted(cases, 'skipped');
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${counted(cases, 'passed')} passed, ${counted(cases, 'failed')} failed${rest}`;
}

/** One line per suite, one per failed test, and the total counts as the last line. */
export function summaryLines(cases: readonly TestCase[], times: readonly SuiteTime[]): readonly string[] {
  const width = Math.max(0, ...times.map(({ suite }) => suite.length));
  const suites = times.map(({ suite, seconds }) => {
    const own = cases.filter((one) => one.suite === suite);
    return `${suite.padEnd(width)}  ${timeText(seconds).padStart(11)}  ${countText(own)}`;
  });
  const failed = cases
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ title, rerun }) => `FAILED  ${title}  (alone: ${rerun})`);
  return [...suites, ...(failed.length > 0 ? ['', ...failed] : []), '', countText(cases)];
}

/** A Markdown table of the slowest tests. */
export function slowestTable(cases: readonly TestCase[], count: number): readonly string[] {
  const rows = [...cases]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ title, suite, seconds }) => [title.replaceAll('|', '\\|'), suite, seconds.toFixed(1)]);
  const head = ['test', 'suite', 'seconds'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 2 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)];
}
