/** The main job without a pointer: import, separate, choose a track, treat it, solo it, keep and compare snapshots, export. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './door.ts';

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < 120; press += 1) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target.toString()}`);
}

async function pressButton(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test('the main job by keyboard alone', async ({ divisi: page }) => {
  const main = page.getByRole('main');
  const strip = page.getByRole('region', { name: /^Strip of / });

  await test.step('import and separate', async () => {
    await pressButton(page, page.getByRole('button', { name: 'Open the demo recording' }));
    const separate = page.getByRole('button', { name: 'Separate', exact: true });
    await expect(separate).toBeEnabled();
    await pressButton(page, separate);
    const open = main.getByRole('link', { name: 'Open' });
    await expect(open).toBeVisible();
    await pressButton(page, open);
    await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
  });

  await test.step('Up and Down select a track; Tab goes through controls and leaves the selection', async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Cello', exact: true })).toBeFocused();
    await expect(strip).toHaveAccessibleName('Strip of Cello');
    await tabTo(page, page.getByRole('button', { name: 'Mute Rest' }));
    await expect(strip).toHaveAccessibleName('Strip of Cello');
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Mute Rest' })).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Mute Rest' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Shift+Digit3');
    await expect(page.getByRole('button', { name: 'Mute Rest' })).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('Q goes to the strip of the selected track', async () => {
    await page.keyboard.press('q');
    await expect(strip).toBeFocused();
    const gain = strip.getByRole('slider', { name: /^Cello band \d+ gain$/ });
    await tabTo(page, gain);
    await page.keyboard.press('ArrowDown');
    await expect(gain).toHaveAttribute('aria-valuetext', /^−/);
    await page.keyboard.press('q');
    await expect(page.getByRole('button', { name: 'Cello', exact: true })).toBeFocused();
  });

  await test.step('solo by number, and a passage at the playhead', async () => {
    await page.keyboard.press('2');
    await expect(page.getByRole('button', { name: 'Solo Cello' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+I');
    await expect(page.getByRole('slider', { name: 'Loop start' })).toHaveAttribute('aria-valuenow', '10');
    await page.keyboard.press('Control+z');
    await expect(page.getByRole('slider', { name: 'Loop start' })).toHaveCount(0);
    await page.keyboard.press('i');
    await expect(page.locator('.selection-shade')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('.selection-shade')).toHaveCount(0);
  });

  await test.step('a snapshot is kept, compared with the present mix, and gone on from', async () => {
    const bar = page.getByRole('toolbar', { name: 'Snapshots of the mix' });
    const solo = page.getByRole('button', { name: 'Solo Cello' });
    await page.keyboard.press('k');
    await page.keyboard.press('2');
    await expect(solo).toHaveAttribute('aria-pressed', 'false');
    await pressButton(page, bar.getByRole('button', { name: /^Hear Snapshot A/ }));
    await expect(solo).toHaveAttribute('aria-pressed', 'true');
    await pressButton(page, bar.getByRole('button', { name: 'More for Snapshot A' }));
    await expect(page.getByRole('menuitem', { name: 'Go on from here' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(bar.getByRole('button', { name: 'Hear Present mix' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(solo).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('export', async () => {
    await pressButton(page, page.getByRole('button', { name: 'Export', exact: true }));
    const dialog = page.getByRole('dialog');
    await pressButton(page, dialog.getByRole('button', { name: /^Export \d+ file/ }));
    await tabTo(page, dialog.getByRole('link', { name: /^Download/ }));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeFocused();
  });
});
