/**
 * `npm run test:slowest`: writes the table of the slowest tests in CONTRIBUTING.md from the reports of the last
 * `npm test`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { slowestTable, timeText } from './test-summary.ts';

const root = join(import.meta.dirname, '..');
const report = join(root, '.cache/reports/cases.json');
if (!existsSync(report)) {
  console.error('There is no report of a run: run npm test first.');
  process.exit(2);
}
const { cases, times } = z
  .object({
    cases: z.array(
      z.object({
        suite: z.string(),
        title: z.string(),
        outcome: z.enum(['passed', 'failed', 'skipped']),
        seconds: z.number(),
        rerun: z.string(),
      }),
    ),
    times: z.array(z.object({ suite: z.string(), seconds: z.number() })),
  })
  .parse(JSON.parse(readFileSync(report, 'utf8')));

const [begin, end] = ['<!-- slowest tests: written by npm run test:slowest -->', '<!-- end -->'];
const path = join(root, 'CONTRIBUTING.md');
const text = readFileSync(path, 'utf8');
const [before, rest] = text.split(begin);
const after = rest?.slice(rest.indexOf(end));
if (before === undefined || after === undefined || !after.startsWith(end)) {
  throw new Error(`CONTRIBUTING.md lacks the marks ${begin} and ${end}`);
}
const suites = times.map(({ suite, seconds }) => `${suite} ${timeText(seconds)}`).join(', ');
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`;
const lines = [
  '',
  `Wall time on ${machine}: ${suites}.`,
  '',
  ...slowestTable(
    cases.filter(({ outcome }) => outcome === 'passed'),
    20,
  ),
  '',
];
writeFileSync(path, [before, begin, '\n', lines.join('\n'), '\n', after].join(''));
