/**
 * `npm run bench [-- NAME …] [--json] [--record FILE]`: every `*.bench.ts` beside this file. A benchmark reports ratios
 * against something in the same run (audio seconds, another size, another method), so that figures compare across
 * machines, or why it was skipped, whole or in part. A ratio outside its limit fails the run. `--record` appends the figures, the machine's
 * name and the commit to a file of JSON lines.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

export interface Limit {
  readonly atMost?: number;
  readonly atLeast?: number;
}

export type BenchResult =
  | {
      readonly ratios: Readonly<Record<string, number>>;
      readonly limits?: Readonly<Record<string, Limit>>;
      /** Why single ratios are missing, by their names. */
      readonly missing?: Readonly<Record<string, string>>;
    }
  | { readonly skipped: string };

const Bench = z.object({
  name: z.string(),
  /** Benchmarks of many minutes run only when named. */
  long: z.boolean().optional(),
  run: z.custom<() => Promise<BenchResult>>((value) => typeof value === 'function'),
});

/** Why a value is outside its limit, or null. */
function breach(value: number, { atMost = Infinity, atLeast = -Infinity }: Limit): string | null {
  if (value > atMost) return `limit: at most ${atMost}`;
  if (value < atLeast) return `limit: at least ${atLeast}`;
  return Number.isNaN(value) ? 'not a number' : null;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

async function main(args: readonly string[]): Promise<boolean> {
  const json = args.includes('--json');
  const record = args.includes('--record') ? args[args.indexOf('--record') + 1] : undefined;
  if (args.includes('--record') && record === undefined) throw new Error('--record needs a file');
  const wanted = args.filter((arg) => !arg.startsWith('--') && arg !== record);
  const folder = import.meta.dirname;
  const results: Record<string, Readonly<Record<string, number>> | { skipped: string }> = {};
  let failed = false;
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.bench.ts'))
    .sort()) {
    const module: unknown = await import(pathToFileURL(join(folder, file)).href);
    const bench = Bench.parse(z.object({ bench: z.unknown() }).parse(module).bench);
    const chosen = wanted.length === 0 ? bench.long !== true : wanted.includes(bench.name);
    if (!chosen) continue;
    if (!json) console.log(`\n${bench.name}`);
    try {
      const measured = await bench.run();
      if ('skipped' in measured) {
        results[bench.name] = measured;
        if (!json) console.log(`  skipped: ${measured.skipped}`);
        continue;
      }
      const { ratios, limits = {}, missing = {} } = measured;
      results[bench.name] = ratios;
      const unmeasured = Object.keys(limits).filter((name) => !(name in ratios || name in missing));
      if (unmeasured.length > 0)
        throw new Error(`there are limits of what was not measured: ${unmeasured.join(', ')}`);
      for (const [name, value] of Object.entries(ratios)) {
        const problem = breach(value, limits[name] ?? {});
        if (problem !== null) failed = true;
        const line = `  ${name.padEnd(60)} ${value.toPrecision(4)}${problem === null ? '' : `  ${problem}`}`;
        if (problem !== null) console.error(line);
        else if (!json) console.log(line);
      }
      for (const [name, reason] of Object.entries(json ? {} : missing)) {
        console.log(`  ${name.padEnd(60)} skipped: ${reason}`);
      }
    } catch (error) {
      failed = true;
      console.error(`${bench.name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (json) console.log(JSON.stringify(results));
  if (record !== undefined) {
    const machine = `${hostname()}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
    const entry = { date: new Date().toISOString(), commit: commit(), machine, results };
    appendFileSync(record, `${JSON.stringify(entry)}\n`);
  }
  return !failed;
}

if (import.meta.main) process.exit((await main(process.argv.slice(2))) ? 0 : 1);
