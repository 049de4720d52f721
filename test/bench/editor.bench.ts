/**
 * The editor on an hour of eight stereo tracks, in Chromium at two device pixels per CSS pixel: the script time of one
 * redraw of all lanes, and of each frame while it plays, scrolls, zooms and has a fader dragged.
 */
import type { Browser, Page } from '@playwright/test';
import { collected, withBenchPage } from './browser-page.ts';
import { fader, scroll, zoom, type Work } from './editor-work.ts';
import { scriptTimes } from './script-time.ts';

const REDRAW_LIMIT_MS = 2;
const FRAME_LIMIT_MS = 8;
const MEMORY_LIMIT_MB = 600;
const REDRAWS = 60;

declare const editorBench: {
  ready(): boolean;
  redraw(): number;
  calibration(): number;
  play(): Promise<void>;
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rank = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

async function measure(page: Page, browser: Browser): Promise<Record<string, number>> {
  await page.waitForFunction(() => 'editorBench' in window && editorBench.ready());
  await page.evaluate(() => editorBench.redraw());
  await wait(3000);
  const redraws: number[] = [];
  const machine: number[] = [];
  for (let round = 0; round < REDRAWS; round += 1) {
    redraws.push(await page.evaluate(() => editorBench.redraw()));
    machine.push(await page.evaluate(() => editorBench.calibration()));
    await wait(20);
  }
  const result: Record<string, number> = {
    'redraw of eight lanes, median, ms': rank(redraws, 0.5),
    'redraw of eight lanes, share of 2 ms': rank(redraws, 0.5) / REDRAW_LIMIT_MS,
    'redraw of eight lanes, times 400 000 square roots': rank(redraws, 0.5) / rank(machine, 0.5),
  };
  await page.evaluate(() => editorBench.play());
  await wait(1500);
  const works: Readonly<Record<string, Work>> = { playing: () => wait(2500), scroll, zoom, fader };
  for (const [name, work] of Object.entries(works)) {
    const times = await scriptTimes(page, () => work(page));
    const high = rank(times, 0.95);
    result[`${name}: script a frame, 95th percentile, ms (${times.length} frames)`] = high;
    result[`${name}: script a frame, 95th percentile, share of 8 ms`] = high / FRAME_LIMIT_MS;
  }
  const memory = await collected(page, browser);
  if (memory !== null) result['renderer memory, share of 600 MB'] = memory / MEMORY_LIMIT_MB;
  return result;
}

export const bench = {
  name: 'editor',
  long: true,
  run: async (): Promise<{ ratios: Record<string, number> }> => ({
    ratios: await withBenchPage(
      'editor-page.tsx',
      { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 },
      measure,
    ),
  }),
};
