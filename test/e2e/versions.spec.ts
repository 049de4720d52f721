/** The history of a mix outlives the window: undo after a reload, and named versions that can be restored. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('edits are undone after a reload, and a named version comes back', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  const mute = page.getByRole('button', { name: 'Mute Flute' });
  const solo = page.getByRole('button', { name: 'Solo Cello' });
  const saved = page.getByText('Saved', { exact: true });
  await mute.click();
  await page.getByRole('button', { name: 'Versions' }).click();
  const dialog = page.getByRole('dialog', { name: 'Versions' });
  await dialog.getByRole('textbox', { name: 'Name of the present version' }).fill('Without flute');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Without flute', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(saved).toBeVisible();
  await solo.click();
  await expect(saved).toBeVisible();

  await page.reload();
  await expect(mute).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Undo solo (Ctrl+Z)' }).click();
  await expect(solo).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Undo mute (Ctrl+Z)' }).click();
  await expect(mute).toHaveAttribute('aria-pressed', 'false');

  await page.getByRole('button', { name: 'Versions' }).click();
  await dialog.getByRole('button', { name: 'Restore Without flute' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(mute).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Undo restore version (Ctrl+Z)' }).click();
  await expect(mute).toHaveAttribute('aria-pressed', 'false');
});
