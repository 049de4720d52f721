/**
 * Ten minutes in the editor on an hour of eight stereo tracks, at two device pixels per CSS pixel: it plays, and every
 * half minute it scrolls, zooms and has a fader dragged. The renderer's memory at the end, after a garbage collection.
 */
import type { Browser, Page } from '@playwright/test';
import { collected, withBenchPage } from './browser-page.ts';
import { fader, scroll, zoom } from './editor-work.ts';
import type { BenchResult } from './run.ts';

const MINUTES = 10;
const LIMIT_MB = 600;
const SHARE = 'renderer memory after ten minutes, share of 600 MB';

declare const editorBench: { ready(): boolean; play(): Promise<void> };

const wait = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function measure(page: Page, browser: Browser): Promise<BenchResult> {
  await page.waitForFunction(() => 'editorBench' in window && editorBench.ready());
  const first = await collected(page, browser);
  if (first === null) return { skipped: 'this system does not tell the memory of a process' };
  await page.evaluate(() => editorBench.play());
  let highest = first;
  const end = Date.now() + MINUTES * 60_000;
  while (Date.now() < end) {
    for (const work of [scroll, zoom, fader]) await work(page);
    await wait(30);
    highest = Math.max(highest, (await collected(page, browser)) ?? 0);
  }
  const last = (await collected(page, browser)) ?? Number.NaN;
  highest = Math.max(highest, last);
  return {
    ratios: {
      'renderer memory before playing, MB': first,
      'renderer memory at its highest, MB': highest,
      'renderer memory after ten minutes, MB': last,
      [SHARE]: last / LIMIT_MB,
    },
    limits: { [SHARE]: { atMost: 1 } },
  };
}

export const bench = {
  name: 'editor-memory',
  long: true,
  run: (): Promise<BenchResult> =>
    withBenchPage(
      'editor-page.tsx',
      { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 },
      measure,
    ),
};
