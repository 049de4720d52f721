import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { growth, runCycles } from './run-cycles.ts';

const minutes = Number(process.env['DIVISI_SOAK_MINUTES'] ?? 30);

it(`after ${minutes} minutes of importing, separating, saving, exporting and removing the host holds no more`, async () => {
  const holdings = await runCycles(tempDir(), { rounds: 1_000_000, minutes });
  const grown = {
    rss: growth(holdings.map(({ rss }) => rss)),
    handles: growth(holdings.map(({ handles }) => handles)),
    files: growth(holdings.map(({ files }) => files)),
  };
  console.log(`${holdings.length} rounds, growth:`, grown, 'last:', holdings.at(-1));
  expect(holdings.length).toBeGreaterThanOrEqual(10);
  expect(grown.rss).toBeLessThan(0.05);
  expect(grown.handles).toBeLessThan(0.05);
  expect(grown.files).toBeLessThan(0.05);
});
