/** Removing moves to the trash: undone at once, restored from the settings, and emptied only when asked. */
import { join } from 'node:path';
import { expect, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];

test.use({ separated: true });

test('what is removed comes back from the trash', async ({ divisi: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const rail = page.getByRole('navigation', { name: 'Divisi' });
  const trash = page.getByRole('region', { name: 'Trash' });
  await expect(trash.getByText('The trash is empty.')).toBeVisible();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'trash-empty.png') });
  await rail.getByRole('link', { name: 'Library' }).click();

  await page
    .getByRole('link', { name: /Minuet/ })
    .first()
    .click();
  const separation = page.getByRole('region', { name: 'Separations' }).getByRole('listitem').first();
  await expect(separation.getByRole('link', { name: /Open/ }).first()).toBeVisible();

  // A separation, undone by the message.
  await separation.getByRole('button', { name: /Remove|Delete/ }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText(/move to the trash/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(separation).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(separation.getByRole('link', { name: /Open/ }).first()).toBeVisible();

  // The recording, restored from the settings.
  await rail.getByRole('link', { name: 'Library' }).click();
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /Remove/ }).click();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'trash-dialog.png') });
  await dialog.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByRole('button', { name: 'Open the demo recording' })).toBeVisible();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'trash-toast.png') });
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(trash.getByText(/Recording · 1 separation/)).toBeVisible();
  if (shots !== undefined) {
    for (const theme of ['Dark', 'Light']) {
      await page.getByRole('radio', { name: theme }).click();
      await trash.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `trash-${theme}.png`) });
    }
  }
  await trash.getByRole('button', { name: 'Empty…' }).click();
  await expect(dialog.getByText(/can’t undo this/)).toBeVisible();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'trash-confirm.png') });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await trash.getByRole('button', { name: /^Restore/ }).click();
  await expect(trash.getByText('The trash is empty.')).toBeVisible();
  await rail.getByRole('link', { name: 'Library' }).click();
  await page
    .getByRole('link', { name: /Duo|demo|Divisi/i })
    .first()
    .click();
  await expect(separation.getByRole('link', { name: /Open/ }).first()).toBeVisible();
});
