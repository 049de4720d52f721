/**
 * `npm run bench [-- NAME …] [--json]`: every `*.bench.ts` beside this file. A benchmark reports ratios against
 * something in the same run (audio seconds, another size, another method), so that figures compare across machines,
 * or why it was skipped.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const Bench = z.object({
  name: z.string(),
  /** Benchmarks of many minutes run only when named. */
  long: z.boolean().optional(),
  run: z.custom<() => Promise<{ ratios: Record<string, number> } | { skipped: string }>>(
    (value) => typeof value === 'function',
  ),
});

const args = process.argv.slice(2);
const json = args.includes('--json');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const folder = import.meta.dirname;
const results: Record<string, Record<string, number> | { skipped: string }> = {};
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
    const { ratios } = measured;
    results[bench.name] = ratios;
    if (!json)
      for (const [name, value] of Object.entries(ratios))
        console.log(`  ${name.padEnd(60)} ${value.toPrecision(4)}`);
  } catch (error) {
    failed = true;
    console.error(`${bench.name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (json) console.log(JSON.stringify(results));
process.exit(failed ? 1 : 0);
