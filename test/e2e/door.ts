/** Opens the real serve door on a library of its own, for one test. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testConfigDir } from '../support/config-dir.ts';
import { test as base, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../..');

export interface Door {
  /** The printed link: it opens the door once. */
  readonly url: string;
  readonly pid: number;
  readonly libraryDir: string;
  close(): Promise<void>;
}

export async function openDoor(
  libraryDir: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Door> {
  const child = spawn(
    process.execPath,
    [
      join(root, 'src-main/doors/cli.ts'),
      'serve',
      '--no-open',
      '--port',
      '0',
      '--library',
      libraryDir,
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DIVISI_LOGS: join(libraryDir, '..', 'divisi-test-logs'),
        DIVISI_CONFIG: testConfigDir(),
        ...env,
      },
    },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /https?:\/\/\S+/.exec(output);
      if (found !== null) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`the door closed with status ${code}: ${errors}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    libraryDir,
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Samples of a stem were asked for while its separation was being cancelled: browsers log what the player copes with. */
const STEM_GONE = /404 \(Not Found\) \S+\/media\/stem_\w+\/pcm$/;

export const test = base.extend<{ door: Door; divisi: Page }>({
  door: async ({ browserName }, use) => {
    void browserName;
    const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-e2e-'));
    const door = await openDoor(libraryDir);
    await use(door);
    await door.close();
    await rm(libraryDir, { recursive: true, force: true });
  },
  /** The window on an empty library; the test fails if the page logged an error. */
  divisi: async ({ door, page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const text = `${message.text()} ${message.location().url}`;
      if (!STEM_GONE.test(text)) errors.push(text);
    });
    await page.goto(door.url);
    await use(page);
    if (errors.length > 0) throw new Error(`the page reported: ${errors.join('; ')}`);
  },
});

export { expect } from '@playwright/test';
