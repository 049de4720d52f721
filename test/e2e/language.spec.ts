/** The window in another language: as the setting says, or as the system does. */
import { join } from 'node:path';
import { en } from '../../src-shared/words/en/index.ts';
import { ja } from '../../src-shared/words/ja/index.ts';
import { expect, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];

test('the language changes at once, keeps what is on the page, and stays', async ({ divisi: page }) => {
  await page.getByRole('link', { name: en.shell.settings }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(en.settings.title);
  // A mark on the element itself: it is gone if the page is built again.
  await heading.evaluate((element) => element.setAttribute('data-kept', ''));
  await page.getByRole('radio', { name: '日本語' }).click();
  await expect(heading).toHaveText(ja.settings.title);
  await expect(heading).toHaveAttribute('data-kept', '');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(page.getByRole('radio', { name: '日本語' })).toBeFocused();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'settings-ja.png') });

  await page.reload();
  await expect(heading).toHaveText(ja.settings.title);
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(heading).toHaveText(en.settings.title);
});

test.describe('on a Japanese system', () => {
  test.use({ locale: 'ja-JP' });

  test('the window begins in Japanese', async ({ divisi: page }) => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
    await expect(page.getByRole('link', { name: ja.shell.settings })).toBeVisible();
  });
});
