/**
 * An hour with eight stereo stems (equaliser and compressor on each) and the original, streamed into the engine in
 * Chromium: how soon play and seek are heard, and whether the renderer's memory stays flat while it plays.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../../scripts/test-tools.ts';

const root = join(import.meta.dirname, '../..');
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

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves the page, and PCM cut from one buffer of noise: nearly free, so that the engine is what is measured. */
async function openSite(dir: string) {
  const noise = new Float32Array(1 << 21);
  for (let i = 0; i < noise.length; i += 1) noise[i] = 0.05 * Math.sin(i * 0.05 + 1e-4 * i * (i % 977));
  const bytes = Buffer.from(noise.buffer);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/pcm') {
      const length = Number(url.searchParams.get('samples')) * 4;
      const from = (Number(url.searchParams.get('from')) * 8) % (bytes.length - length);
      response.end(bytes.subarray(from, from + length));
      return;
    }
    const path = join(dir, url.pathname === '/' ? 'index.html' : url.pathname);
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    readFile(path).then(
      (body) => response.end(body),
      () => response.end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function buildPage(dir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: {
      outDir: dir,
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(root, 'test/bench/playback-page.ts'),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
}

/** Proportional set size of the page's renderer in MB; null where the system does not tell. */
async function rendererMb(browser: Browser): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1])
    .map((kb) => Number(kb ?? 0) / 1024);
  return Math.max(...sizes);
}

async function collected(page: Page, browser: Browser): Promise<number | null> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return rendererMb(browser);
}

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
  run: async (): Promise<{ ratios: Record<string, number> }> => {
    const executablePath = findBrowser();
    if (executablePath === null) throw new Error('no Chromium or Chrome was found');
    const dir = await mkdtemp(join(tmpdir(), 'divisi-playback-'));
    let browser: Browser | null = null;
    let site: Awaited<ReturnType<typeof openSite>> | null = null;
    try {
      await buildPage(dir);
      await writeFile(
        join(dir, 'index.html'),
        '<!doctype html><script type="module" src="/page.js"></script>',
      );
      site = await openSite(dir);
      browser = await chromium.launch({
        executablePath,
        args: [
          '--disable-background-networking',
          '--autoplay-policy=no-user-gesture-required',
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ],
      });
      const page = await browser.newPage();
      await page.goto(site.origin);
      await page.waitForFunction(() => 'playback' in window);
      await wait(1);
      return { ratios: await measure(page, browser) };
    } finally {
      await browser?.close();
      site?.close();
      await rm(dir, { recursive: true, force: true });
    }
  },
};
