/** Backups in the settings: one more, and going back to it. */
import { join } from 'node:path';
import { expect, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];

test('a backup is made and restored, and both libraries stay', async ({ divisi: page }) => {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeEnabled();
  await page.getByRole('link', { name: 'Settings' }).click();
  const panel = page.getByRole('region', { name: 'Backups' });
  // A new library is backed up at its first start.
  await expect(panel.getByRole('listitem')).toHaveCount(1);
  await panel.getByRole('button', { name: 'Back up now' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(2);

  // The older one is of the library before the recording came.
  await panel
    .getByRole('button', { name: /^Restore the backup of/ })
    .last()
    .click();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(dialog.getByText(/No audio file is deleted/)).toBeVisible();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'backups-dialog.png') });
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(panel.getByText('The backup is restored')).toBeVisible();
  await expect(panel.getByText('The library before a restore')).toBeVisible();
  if (shots !== undefined) {
    for (const theme of ['Dark', 'Light']) {
      await page.getByRole('radio', { name: theme }).click();
      await panel.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `backups-${theme}.png`) });
    }
    await page.setViewportSize({ width: 900, height: 600 });
    await panel.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(shots, 'backups-small.png') });
  }

  // Back to the one with the recording.
  const kept = panel.getByRole('listitem').filter({ hasText: 'before a restore' });
  await kept.getByRole('button').click();
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Library', exact: true }).click();
  await expect(page.getByRole('link', { name: /Duo|Divisi|demo/i }).first()).toBeVisible();
});
