/** The desktop door, wherever Electron's runtime really starts; elsewhere skipped with the reason. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../..');
const entry = join(root, 'dist/src-main/doors/electron.js');

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
  const binary: unknown = createRequire(import.meta.url)('electron');
  const probe = spawnSync(String(binary), [root, '--probe'], { timeout: 15_000, encoding: 'utf8' });
  if (probe.status === 0) return null;
  return `the runtime does not start: ${probe.stderr.trim().split('\n')[0] ?? probe.status ?? 'no answer'}`;
}

const reason = whyNot();
test.skip(reason !== null, reason ?? '');

test.describe('the desktop door', () => {
  let libraryDir: string;
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    libraryDir = await mkdtemp(join(tmpdir(), 'divisi-electron-'));
    app = await _electron.launch({ args: [root, '--library', libraryDir] });
    page = await app.firstWindow();
  });
  test.afterAll(async () => {
    await app.close();
    await rm(libraryDir, { recursive: true, force: true });
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
      bridge: ['connect', 'grantFiles', 'revealFile'],
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
});
