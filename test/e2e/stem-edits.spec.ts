/** Two stems are swapped in a passage while the mix plays, by keyboard alone; undo, redo and the list of versions. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('stems are swapped, brought back, and a version is dropped', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  // The editor is also the first page: nothing that an earlier one loaded is there.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  await page.keyboard.press('i');
  for (let second = 0; second < 3; second += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();

  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Edit stems' });
  await expect(dialog.getByRole('textbox', { name: 'To' })).toHaveValue('0:03.000');
  await expect(dialog.getByText('First add notes to the recording')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Separate this passage again' })).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Separate again' }).focus();
  await page.keyboard.press('ArrowRight');
  await dialog.getByRole('button', { name: 'Swap', exact: true }).focus();
  await page.keyboard.press('Enter');
  const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText(/swapped, 0:00.0–0:03.0.*In use/);
  await page.keyboard.press('Escape');
  // The mix goes on in the new version.
  await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();

  await expect(page.getByRole('button', { name: 'Undo edit of stems (Ctrl+Z)' })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('r');
  await expect(versions.nth(1)).toContainText('In use');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('r');
  await expect(versions.first()).toContainText('In use');
  await versions.nth(1).getByRole('button', { name: /^Drop/ }).focus();
  await page.keyboard.press('Enter');
  await expect(versions).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.keyboard.press('r');
  await expect(versions).toHaveCount(2);

  await dialog.getByRole('radio', { name: 'Move sound' }).check();
  await dialog.getByRole('combobox', { name: 'Send to' }).selectOption('Rest');
  await dialog.getByLabel('From (Hz)').fill('2000');
  await dialog.getByLabel('To (Hz)').fill('1000');
  await expect(dialog.getByText('Two frequencies, the lower one first')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Move', exact: true })).toBeDisabled();
  await dialog.getByLabel('To (Hz)').fill('');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(versions.first()).toContainText(/to Rest.*above 2000 Hz.*In use/);
  await dialog.getByRole('radio', { name: 'Louder or softer' }).check();
  await dialog.getByLabel('Change (dB)').fill('3');
  await dialog.getByRole('button', { name: 'Change level' }).click();
  await expect(versions.first()).toContainText(/by 3.0 dB.*above 2000 Hz.*In use/);
});
