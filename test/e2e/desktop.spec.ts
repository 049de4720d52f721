/**
 * What the page does in the desktop program, in a browser: the host has the desktop's capabilities, and a stand-in for
 * the preload carries the port's messages over the socket and notes what the page asks of Electron.
 */
import { spawn } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { testConfigDir } from '../support/config-dir.ts';
import { separatedDemo } from './demo-library.ts';
import { openSeparated } from './door.ts';

const root = join(import.meta.dirname, '../..');
const DEMO = join(root, 'assets/demo/demo.flac');

interface Desktop {
  readonly page: Page;
  readonly exports: string;
  /** The file that was opened lately. */
  readonly recent: string;
  /** Sends the page a command, or files to open. */
  send(line: object): void;
  /** What the page asked of Electron, in order. */
  asked(): Promise<unknown[]>;
}

/** Runs in the page before its own code: `window.divisi` as the preload exposes it. */
function standIn(): void {
  const asked: unknown[] = [];
  Object.assign(window, {
    asked,
    divisi: {
      connect: () => {
        const { port1, port2 } = new MessageChannel();
        const socket = new WebSocket(`${window.location.origin.replace('http', 'ws')}/rpc`);
        socket.binaryType = 'arraybuffer';
        const opened = new Promise((resolve) => socket.addEventListener('open', resolve));
        port1.onmessage = ({ data }: MessageEvent<string>) => void opened.then(() => socket.send(data));
        socket.onmessage = ({ data }) => port1.postMessage(data);
        socket.onclose = () => port1.close();
        window.postMessage({ type: 'divisi:port' }, window.location.origin, [port2]);
      },
      grantFiles: () => Promise.resolve([]),
      revealFile: (id: string) => void asked.push(['reveal', id]),
      dragFile: (id: string) => void asked.push(['drag', id]),
    },
  });
}

const spawnHost = (args: readonly string[]) =>
  spawn(process.execPath, [join(import.meta.dirname, 'desktop-host.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DIVISI_CONFIG: testConfigDir() },
  });

async function startHost(
  args: readonly string[],
): Promise<{ child: ReturnType<typeof spawnHost>; url: string }> {
  const child = spawnHost(args);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the host ended with status ${code}`)));
  });
  return { child, url };
}

const test = base.extend<{ separated: boolean; desktop: Desktop }>({
  separated: [false, { option: true }],
  desktop: async ({ separated, page }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-desktop-'));
    const [library, exports, music] = ['library', 'exports', 'music'].map((name) => join(folder, name));
    if (library === undefined || exports === undefined || music === undefined) throw new Error('no folder');
    if (separated) await cp(separatedDemo(), library, { recursive: true });
    await mkdir(music);
    const recent = join(music, 'Duo & more.flac');
    await copyFile(DEMO, recent);
    const { child, url } = await startHost([library, exports, recent]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await page.addInitScript(standIn);
    await page.goto(url);
    await expect(page.getByRole('navigation', { name: 'Divisi' })).toBeVisible();
    const send = (line: object): void => void child.stdin.write(`${JSON.stringify(line)}\n`);
    // A command that comes before the page listens is dropped, as a menu's would be.
    await expect(async () => {
      send({ type: 'show', page: 'models' });
      await expect(page).toHaveURL(/#\/models/, { timeout: 1000 });
    }).toPass();
    send({ type: 'show', page: 'library' });
    await expect(page).not.toHaveURL(/models/);
    await use({
      page,
      exports,
      recent,
      send,
      asked: () => page.evaluate(() => Reflect.get(window, 'asked') as unknown[]),
    });
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  },
});

test('the menu shows pages and opens the import dialog', async ({ desktop: { page, send } }) => {
  await expect(page.getByRole('button', { name: 'Import a recording' })).toBeVisible();
  send({ type: 'show', page: 'settings' });
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  send({ type: 'show', page: 'tags' });
  await expect(page).toHaveURL(/#\/tags/);
  send({ type: 'import' });
  await expect(page.getByRole('dialog', { name: /Import/ })).toBeVisible();
});

test('an opened file is imported and shown; opened again, the same recording is', async ({ desktop }) => {
  const { page, send, recent } = desktop;
  await expect(page.getByRole('button', { name: 'Import a recording' })).toBeVisible();
  send({ open: [recent] });
  await expect(page.getByRole('heading', { name: 'Duo & more', level: 1 })).toBeVisible();
  const shown = page.url();
  send({ type: 'show', page: 'models' });
  await expect(page).toHaveURL(/#\/models/);
  send({ open: [recent] });
  await expect(page).toHaveURL(shown);
  await expect(page.getByRole('heading', { name: 'Duo & more', level: 1 })).toBeVisible();
});

test('a recent file is imported from the dialog; the list can be cleared', async ({ desktop }) => {
  const { page, send } = desktop;
  await expect(page.getByRole('button', { name: 'Import a recording' })).toBeVisible();
  send({ type: 'import' });
  const dialog = page.getByRole('dialog', { name: /Import/ });
  await dialog.getByRole('button', { name: 'Import Duo & more.flac' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', { name: 'Duo & more' })).toBeVisible();
  send({ type: 'import' });
  await dialog.getByRole('button', { name: 'Clear the list' }).click();
  await expect(dialog.getByRole('heading', { name: 'Recent files' })).toBeHidden();
});

test('About lists the licences of what is packed, and says how to update', async ({ desktop }) => {
  const { page, send } = desktop;
  send({ type: 'show', page: 'settings' });
  await expect(page.getByText('Divisi does not look for updates.')).toBeVisible();
  await page.getByRole('button', { name: 'Third-party licences' }).click();
  const dialog = page.getByRole('dialog', { name: /^Licences/ });
  await dialog.getByRole('searchbox').fill('verovio');
  await dialog.getByText('verovio', { exact: true }).click();
  await expect(dialog.getByText('GNU LESSER GENERAL PUBLIC LICENSE').first()).toBeVisible();
  await expect(dialog.getByText('onnxruntime-node')).toBeHidden();
});

test.describe('with stems', () => {
  test.use({ separated: true });

  test('a stem is written as a file, shown in its folder, and handed to the system’s drag', async ({
    desktop,
  }) => {
    const { page, asked, exports } = desktop;
    await openSeparated(page, 'Open the tracks');
    const handle = page.getByRole('button', { name: /^Save the stem Flute / });
    await handle.click();
    await page.getByRole('button', { name: 'Show in its folder' }).click();
    const [[, shown] = []] = (await asked()) as [string, string][];
    expect(await readdir(exports)).toEqual([expect.stringMatching(/ - Flute\.wav$/)]);

    await handle.hover();
    await page.mouse.down();
    // The file is there already, and is asked for again when the button goes down.
    await expect(async () => {
      const box = await handle.boundingBox();
      if (box === null) throw new Error('no handle');
      await page.mouse.move(box.x + 60, box.y + 60, { steps: 8 });
      expect((await asked()).at(-1)).toEqual(['drag', shown]);
    }).toPass();
    await page.mouse.up();
    expect(await readdir(exports)).toHaveLength(1);
  });

  test('the menu undoes what was edited, and a mix is exported under a name', async ({ desktop }) => {
    const { page, send, exports } = desktop;
    await openSeparated(page, 'Open the tracks');
    const mute = page.getByRole('button', { name: 'Mute Flute' });
    await mute.click();
    await expect(mute).toHaveAttribute('aria-pressed', 'true');
    send({ type: 'edit', action: 'undo' });
    await expect(mute).toHaveAttribute('aria-pressed', 'false');
    send({ type: 'edit', action: 'redo' });
    await expect(mute).toHaveAttribute('aria-pressed', 'true');
    send({ type: 'export' });
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('button', { name: 'Save as…' }).click();
    await expect(dialog.getByText('exports › Minuet in G (demo) - Mix remixed.wav')).toBeVisible();
    await dialog.getByRole('button', { name: 'Export 1 file' }).click();
    await expect(page.getByRole('dialog', { name: 'Exported' })).toBeVisible();
    expect(await readdir(exports)).toEqual(['Minuet in G (demo) - Mix remixed.wav']);
  });
});

test('none of it is in a browser on its own', async ({ page }) => {
  const { openDoor } = await import('./door.ts');
  const folder = await mkdtemp(join(tmpdir(), 'divisi-desktop-'));
  const library = join(folder, 'library');
  await cp(separatedDemo(), library, { recursive: true });
  const door = await openDoor(library);
  await page.goto(door.url);
  await openSeparated(page, 'Open the tracks');
  await expect(page.getByRole('button', { name: 'Mute Flute' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Save the stem/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('dialog', { name: /Import/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Recent files' })).toHaveCount(0);
  await door.close();
  await rm(folder, { recursive: true, force: true });
});
