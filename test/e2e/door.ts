/** Opens the real serve door on a library of its own, for one test. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { testConfigDir } from '../support/config-dir.ts';
import { separatedDemo } from './demo-library.ts';

const root = join(import.meta.dirname, '../..');

export interface Door {
  /** The printed link: it opens the door once. */
  readonly url: string;
  readonly pid: number;
  readonly libraryDir: string;
  close(): Promise<void>;
}

/** The doors that a test opened and did not close, because it failed first. Their hosts would outlive the tests. */
const stillOpen = new Set<Door>();

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
  const door: Door = {
    url,
    pid: child.pid ?? 0,
    libraryDir,
    async close() {
      child.kill('SIGTERM');
      await exited;
      stillOpen.delete(door);
    },
  };
  stillOpen.add(door);
  return door;
}

/**
 * Samples of a stem were asked for while its separation was being cancelled, or those of an impulse response that is gone:
 * browsers log what the player copes with.
 */
const AUDIO_GONE = /404 \(Not Found\) \S+\/media\/(stem|imp)_\w+\/pcm$/;

/** The window at this address of the program (`#/…`), once the link has let it in. */
export async function openAt(page: Page, door: Door, hash: string): Promise<void> {
  await page.goto(door.url);
  await expect(page.getByRole('navigation', { name: 'Divisi' })).toBeVisible();
  await goTo(page, hash);
}

/** Goes to an address of the program, and waits until nothing of the page before it is left. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (to) => {
    if (window.location.hash === to) return;
    const changed = new Promise((resolve) => window.addEventListener('hashchange', resolve, { once: true }));
    window.location.hash = to;
    await changed;
    // The program renders the address in that event or in a microtask after it.
    await new Promise((resolve) => setTimeout(resolve));
  }, hash);
}

/** Closes the dialog that is open. Until it has gone, keys and clicks are its own. */
export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Goes to an address and waits until its page is complete. */
export async function show(page: Page, hash: string): Promise<void> {
  await goTo(page, hash);
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** Opens the demo's page on a library that has it separated already, and from there the link of this name. */
export async function openSeparated(page: Page, link: string): Promise<void> {
  await page.getByRole('link', { name: 'Minuet in G (demo)' }).first().click();
  await page.getByRole('main').getByRole('link', { name: link }).first().click();
}

export const test = base.extend<{ separated: boolean; door: Door; divisi: Page; doorsClosed: undefined }>({
  doorsClosed: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that a function uses from this pattern.
    async ({}, use) => {
      await use(undefined);
      await Promise.all([...stillOpen].map((door) => door.close()));
    },
    { auto: true },
  ],
  /** Whether the library begins with the demo in it, separated; else it begins empty. */
  separated: [false, { option: true }],
  door: async ({ separated }, use) => {
    const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-e2e-'));
    if (separated) await cp(separatedDemo(), libraryDir, { recursive: true });
    const door = await openDoor(libraryDir);
    await use(door);
    await door.close();
    await rm(libraryDir, { recursive: true, force: true });
  },
  /** The window on the library; the test fails if the page logged an error. */
  divisi: async ({ door, page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const text = `${message.text()} ${message.location().url}`;
      if (!AUDIO_GONE.test(text)) errors.push(text);
    });
    await page.goto(door.url);
    await use(page);
    if (errors.length > 0) throw new Error(`the page reported: ${errors.join('; ')}`);
  },
});

export { expect } from '@playwright/test';
