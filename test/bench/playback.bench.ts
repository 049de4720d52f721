/**
 * An hour with eight stereo stems (equaliser and compressor on each) and the original, streamed into the engine in
 * Chromium: how soon play and seek are heard, and whether the renderer's memory stays flat while it plays.
 */
import type { Browser, Page } from '@playwright/test';
import { collected, withBenchPage } from './browser-page.ts';

/** What the design allows from pressing play or seeking to hearing it. */
const START_LIMIT_MS = 300;
const SEEKS = 12;
const SETTLE_SECONDS = 20;
const PLAY_SECONDS = 60;

interface Playback {
  play(): Promise<number>;
  seek(seconds: number): Promise<number>;
  state(): { seconds: number; underruns: number; status: string };
}
declare const playback: Playback;

const wait = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function measure(page: Page, browser: Browser): Promise<Record<string, number>> {
  const play = await page.evaluate(() => playback.play());
  const seeks: number[] = [];
  for (let i = 0; i < SEEKS; i += 1) {
    await wait(0.7);
    seeks.push(await page.evaluate((seconds) => playback.seek(seconds), 100 + 283 * i));
  }
  const before = await page.evaluate(() => playback.state());
  await wait(SETTLE_SECONDS);
  const early = await collected(page, browser);
  await wait(PLAY_SECONDS);
  const late = await collected(page, browser);
  const after = await page.evaluate(() => playback.state());
  if (after.status === 'failed') throw new Error('playback failed');
  return {
    'play to sound, share of 300 ms': play / START_LIMIT_MS,
    'seek to sound, median, share of 300 ms': median(seeks) / START_LIMIT_MS,
    'seek to sound, worst, share of 300 ms': Math.max(...seeks) / START_LIMIT_MS,
    'seconds played per second': (after.seconds - before.seconds) / (SETTLE_SECONDS + PLAY_SECONDS),
    'underruns in that time': after.underruns - before.underruns,
    ...(early === null || late === null
      ? {}
      : { 'renderer memory, late over early': late / early, 'renderer memory, MB': late }),
  };
}

export const bench = {
  name: 'playback',
  long: true,
  run: (): Promise<{ ratios: Record<string, number> }> =>
    withBenchPage('playback-page.ts', {}, async (page, browser) => {
      await page.waitForFunction(() => 'playback' in window);
      await wait(1);
      return { ratios: await measure(page, browser) };
    }),
};
