/** Pages that run parts of the window in Chromium, for benchmarks. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../../scripts/test-tools.ts';

const root = join(import.meta.dirname, '../..');

/** Builds an entry of this folder as `index.html` and `page.js` in `dir`. */
async function buildPage(dir: string, entry: string): Promise<void> {
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
        input: join(import.meta.dirname, entry),
        output: { entryFileNames: 'page.js', assetFileNames: '[name][extname]' },
      },
    },
  });
  const files = await readdir(dir);
  const styles = files.filter((name) => name.endsWith('.css'));
  await writeFile(
    join(dir, 'index.html'),
    [
      '<!doctype html>',
      ...styles.map((name) => `<link rel="stylesheet" href="/${name}">`),
      '<div id="root"></div><script type="module" src="/page.js"></script>',
    ].join(''),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Samples and peaks cut from one buffer of noise: nearly free, so that the page is what is measured. */
function mediaHandler(): (request: IncomingMessage, url: URL, response: ServerResponse) => boolean {
  const noise = new Float32Array(1 << 21);
  for (let i = 0; i < noise.length; i += 1) noise[i] = 0.05 * Math.sin(i * 0.05 + 1e-4 * i * (i % 977));
  const samples = Buffer.from(noise.buffer);
  return (request, url, response) => {
    if (!url.pathname.startsWith('/media/')) return false;
    if (url.pathname.endsWith('/pcm')) {
      const [, first = '0', last = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const length = Number(last) - Number(first) + 1;
      const from = Number(first) % (samples.length - length);
      response.writeHead(206);
      response.end(samples.subarray(from, from + length));
      return true;
    }
    const buckets = Number(url.searchParams.get('buckets'));
    const from = Number(url.searchParams.get('from'));
    const peaks = new Int16Array(2 * buckets * 2);
    for (let at = 0; at < peaks.length; at += 2) {
      const level = Math.round(8000 + 7000 * Math.sin(0.13 * at + from));
      peaks[at] = -level;
      peaks[at + 1] = level;
    }
    const frames = url.searchParams.get('to') ?? '0';
    response.writeHead(200, {
      'x-divisi-channels': '2',
      'x-divisi-buckets': String(buckets),
      'x-divisi-ready': frames,
      'x-divisi-frames': frames,
    });
    response.end(Buffer.from(peaks.buffer));
    return true;
  };
}

async function openSite(dir: string) {
  const media = mediaHandler();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (media(request, url, response)) return;
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

/** Opens an entry of this folder in Chromium, on the media that the handler makes up. */
export async function withBenchPage<T>(
  entry: string,
  options: BrowserContextOptions,
  use: (page: Page, browser: Browser) => Promise<T>,
): Promise<T> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no Chromium or Chrome was found');
  const dir = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
  let browser: Browser | null = null;
  let site: Awaited<ReturnType<typeof openSite>> | null = null;
  try {
    await buildPage(dir, entry);
    site = await openSite(dir);
    browser = await chromium.launch({
      executablePath,
      args: [
        '--disable-background-networking',
        '--autoplay-policy=no-user-gesture-required',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    const page = await browser.newPage(options);
    await page.goto(site.origin);
    return await use(page, browser);
  } finally {
    await browser?.close();
    site?.close();
    await rm(dir, { recursive: true, force: true });
  }
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

/** The renderer's memory in MB after a garbage collection. */
export async function collected(page: Page, browser: Browser): Promise<number | null> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return rendererMb(browser);
}
