/** The desktop door, wherever Electron's runtime really starts; elsewhere skipped with the reason. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../..');
const DEMO = join(root, 'assets/demo/demo.flac');
const entry = join(root, 'dist/src-main/doors/electron.js');

/** The path of Electron's executable, which its package exports. */
const electronBinary = (): string => String(createRequire(import.meta.url)('electron'));

/** Why the desktop program can't be tested here, or null. */
function whyNot(): string | null {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[
    process.platform as string
  ];
  if (!existsSync(join(root, 'node_modules/electron/dist', name ?? 'electron'))) {
    return "Electron's runtime is not installed (npm run electron:install fetches it)";
  }
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display';
  }
  if (!existsSync(entry) || !existsSync(join(root, 'dist/renderer/index.html'))) {
    return 'the program is not built (npm run build)';
  }
  const probe = spawnSync(electronBinary(), [root, '--probe'], { timeout: 15_000, encoding: 'utf8' });
  if (probe.status === 0) return null;
  return `the runtime does not start: ${probe.stderr.trim().split('\n')[0] ?? probe.status ?? 'no answer'}`;
}

const reason = whyNot();
test.skip(reason !== null, reason ?? '');

interface Started {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Starts the program with folders of its own, so that it is no second start of a Divisi that is open. */
async function start(folder: string, ...files: string[]): Promise<Started> {
  const app = await _electron.launch({ args: argsOf(folder, ...files), env: envOf(folder) });
  return { app, page: await app.firstWindow() };
}

const argsOf = (folder: string, ...files: string[]): string[] => [
  root,
  `--user-data-dir=${join(folder, 'electron')}`,
  '--library',
  join(folder, 'library'),
  ...files,
];

const envOf = (folder: string): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1])),
  DIVISI_CONFIG: join(folder, 'config'),
  DIVISI_LOGS: join(folder, 'logs'),
});

/** Answers every message box by this button, as a native one can't be pressed. */
const answerBoxes = (app: ElectronApplication, button: number): Promise<void> =>
  app.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
  }, button);

/** Presses an item of the menu. */
const pressMenu = (app: ElectronApplication, menu: string, item: string): Promise<void> =>
  app.evaluate(
    ({ Menu }, labels) => {
      const found = Menu.getApplicationMenu()
        ?.items.find(({ label }) => label.replace('&', '') === labels.menu)
        ?.submenu?.items.find(({ label }) => label === labels.item);
      if (found === undefined) throw new Error(`The menu has no ${labels.menu} > ${labels.item}`);
      Reflect.apply(found.click, found, []);
    },
    { menu, item },
  );

test.describe('the desktop door', () => {
  let folder: string;
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'divisi-electron-'));
    ({ app, page } = await start(folder));
  });
  test.afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('shows the program from its own origin, isolated', async () => {
    expect(page.url()).toMatch(/^divisi:\/\/app\//);
    await expect(page.getByRole('button').first()).toBeVisible();
    const seen = await page.evaluate(() => ({
      node: typeof Reflect.get(globalThis, 'process'),
      require: typeof Reflect.get(globalThis, 'require'),
      bridge: Object.keys(Reflect.get(globalThis, 'divisi') as object).sort(),
      isolated: globalThis.crossOriginIsolated,
      worklets: typeof AudioWorkletNode,
    }));
    expect(seen).toEqual({
      node: 'undefined',
      require: 'undefined',
      bridge: ['connect', 'dragFile', 'grantFiles', 'revealFile'],
      isolated: true,
      worklets: 'function',
    });
  });

  test('stays on its page', async () => {
    const before = page.url();
    await page.evaluate(() => {
      window.location.href = 'https://example.invalid/';
    });
    expect(await page.evaluate(() => window.open('https://example.invalid/') === null)).toBe(true);
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  });

  test('opens no microphone and no camera', async () => {
    const outcome = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'opened',
        (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
      ),
    );
    expect(outcome).not.toBe('opened');
  });

  test('serves audio only to its own origin, and nothing outside its files', async () => {
    const statuses = await page.evaluate(async () => {
      const status = async (path: string) => (await fetch(path)).status;
      return [
        await status('/index.html'),
        await status('/..%2f..%2fpackage.json'),
        await status('/media/rec_0/pcm'),
      ];
    });
    expect(statuses[0]).toBe(200);
    expect(statuses[1]).toBe(404);
    expect(statuses[2]).toBeGreaterThanOrEqual(400);
  });

  test('its menu reaches the page', async () => {
    await pressMenu(app, 'File', 'Import…');
    const dialog = page.getByRole('dialog', { name: /Import/ });
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await pressMenu(app, 'View', 'Models');
    await expect(page).toHaveURL(/#\/models/);
  });

  test('a file of a second start is imported and shown in the first', async () => {
    const file = join(folder, 'Second.flac');
    await copyFile(DEMO, file);
    const second = spawn(electronBinary(), argsOf(folder, file), { env: envOf(folder), stdio: 'ignore' });
    const [status] = (await once(second, 'exit')) as [number | null];
    expect(status).toBe(0);
    await expect(page.getByRole('heading', { name: 'Second', level: 1 })).toBeVisible();
    const recent = await app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()
        ?.items.flatMap((menu) => menu.submenu?.items ?? [])
        .find(({ label }) => label === 'Import Recent')
        ?.submenu?.items.map(({ label }) => label),
    );
    expect(recent?.[0]).toBe('Second.flac');
  });

  test('a page whose process dies comes back', async () => {
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await expect(async () => {
      const title: unknown = await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (contents === undefined || contents.isCrashed() || contents.isLoading())
          throw new Error('not yet');
        return contents.executeJavaScript("document.querySelector('nav')?.getAttribute('aria-label')");
      });
      expect(title).toBe('Divisi');
    }).toPass();
  });
});

test.describe('the desktop door’s life', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'divisi-electron-'));
  });
  test.afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('a window opens where it closed, and a file that it is started with is imported', async () => {
    const first = await start(folder);
    await expect(first.page.getByRole('navigation', { name: 'Divisi' })).toBeVisible();
    const bounds = { x: 40, y: 60, width: 1000, height: 700 };
    await first.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
      bounds,
    );
    await first.app.close();
    const file = join(folder, 'Given.flac');
    await copyFile(DEMO, file);
    const second = await start(folder, file);
    await expect(second.page.getByRole('heading', { name: 'Given', level: 1 })).toBeVisible();
    const { width, height } = await second.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds() ?? { width: 0, height: 0 },
    );
    expect({ width, height }).toEqual({ width: 1000, height: 700 });
    await second.app.close();
  });

  test('quitting over a running separation asks, and stays where the user says so', async () => {
    const { app, page } = await start(folder);
    await page.getByRole('button', { name: 'Open the demo recording' }).click();
    await page.getByRole('button', { name: 'Separate', exact: true }).click();
    await expect(page.getByRole('button', { name: /^Jobs, \d running/ })).toBeVisible();
    await answerBoxes(app, 1);
    await app.evaluate(({ app: electron }) => electron.quit());
    await expect(page.getByRole('button', { name: /^Jobs, \d running/ })).toBeVisible();
    await answerBoxes(app, 0);
    const closed = app.waitForEvent('close');
    await app.evaluate(({ app: electron }) => electron.quit());
    await closed;
  });
});
