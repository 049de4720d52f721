/** Every page in small and large windows, and enlarged to 200 %, in both languages: nothing is cut off or covered. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en } from '../../src-shared/words/en/index.ts';
import { ja } from '../../src-shared/words/ja/index.ts';
import { expect, openSeparated, show, test } from './door.ts';
import { layoutFaults } from './layout.ts';

test.use({ separated: true });

/** Where screenshots go that somebody wants to look at, in both themes. */
const shots = process.env['DIVISI_SHOTS'];

/** A window of 1280x800 that is enlarged to 200 % has 640x400 pixels for its layout. */
const SIZES = [
  [640, 400],
  [900, 600],
  [1280, 800],
  [1920, 1080],
  [2560, 1440],
] as const;

async function look(page: Page, name: string): Promise<void> {
  for (const [width, height] of SIZES) {
    await test.step(`${name} ${width}x${height}`, async () => {
      await page.setViewportSize({ width, height });
      // Lanes and lists are drawn for the new size in the frames that follow.
      await expect.poll(() => layoutFaults(page), { timeout: 20_000 }).toEqual([]);
      if (shots === undefined) return;
      for (const theme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`) });
      }
    });
  }
}

test('no page cuts off or covers a control in any window', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
  const editor = new URL(page.url()).hash;
  await test.step('a project in use: snapshots, a marker, a loop, automation, a gain region', async () => {
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.keyboard.press('m');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('l');
    await page.keyboard.press('w');
  });
  await page.getByRole('button', { name: 'Back to the recording' }).click();
  await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeEnabled();
  const recording = new URL(page.url()).hash;
  const pages = {
    library: '#/',
    recording,
    notes: recording.replace('recording', 'notes'),
    editor,
    quality: editor.replace('editor', 'quality'),
    similar: recording.replace('recording', 'similar'),
    compare: recording.replace('recording', 'compare'),
    ...Object.fromEntries(
      ['tags', 'batch', 'listeners', 'studies', 'models', 'adapt', 'storage', 'settings'].map((name) => [
        name,
        `#/${name}`,
      ]),
    ),
  };
  for (const [language, texts] of [
    ['English', en],
    ['日本語', ja],
  ] as const) {
    await show(page, '#/settings');
    await page.getByRole('radio', { name: language }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.settings.title);
    for (const [name, hash] of Object.entries(pages)) {
      await show(page, hash);
      await look(page, `${name}-${language}`);
    }
    await show(page, editor);
    for (const label of [texts.common.export, texts.editor.keys, texts.editor.versions.open]) {
      await page.getByRole('button', { name: label, exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await look(page, `${label}-${language}`);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  }
});
