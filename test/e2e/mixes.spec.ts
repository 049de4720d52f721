/** Several mixes of one separation: made, switched, renamed, deleted and restored; exports carry the name. */
import { closeDialog, expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('a separation has several mixes, each with a history of its own', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  const menu = (name: string) => page.getByRole('button', { name: `Mix: ${name}`, exact: true });
  const gain = page.getByRole('slider', { name: 'Master gain' });
  const choose = async (from: string, item: string): Promise<void> => {
    await menu(from).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await expect(menu('First mix')).toBeVisible();

  await test.step('a new mix begins as separated and is remembered', async () => {
    await gain.focus();
    await page.keyboard.press('ArrowDown');
    await expect(gain).not.toHaveAttribute('aria-valuenow', '0');
    await gain.blur();
    await choose('First mix', 'New mix…');
    await page.getByRole('textbox', { name: 'Name' }).fill('Dry');
    await page.keyboard.press('Enter');
    await expect(menu('Dry')).toBeVisible();
    await expect(gain).toHaveAttribute('aria-valuenow', '0');
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
    await page.reload();
    await expect(menu('Dry')).toBeVisible();
  });

  await test.step('the first one is as it was left, with its undo', async () => {
    await menu('Dry').click();
    await page.getByRole('menuitemcheckbox', { name: 'First mix' }).click();
    await expect(menu('First mix')).toBeVisible();
    await expect(gain).not.toHaveAttribute('aria-valuenow', '0');
    await expect(page.getByRole('button', { name: /^Undo /u })).toBeEnabled();
    await page.keyboard.press('Control+z');
    await expect(gain).toHaveAttribute('aria-valuenow', '0');
  });

  await test.step('a name is an edit, and files of exports carry it', async () => {
    await choose('First mix', 'Rename this mix…');
    await page.getByRole('textbox', { name: 'Name' }).fill('Wet');
    await page.keyboard.press('Enter');
    await expect(menu('Wet')).toBeVisible();
    await page.getByRole('button', { name: 'Export' }).click();
    await expect(
      page
        .getByRole('dialog')
        .getByText(/ - Wet - Mix/)
        .first(),
    ).toBeVisible();
    await closeDialog(page);
  });

  await test.step('a deleted mix comes back', async () => {
    await choose('Wet', 'Delete this mix');
    await expect(menu('Dry')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await expect(menu('Wet')).toBeVisible();
    await choose('Wet', 'Delete this mix');
    await expect(menu('Dry')).toBeVisible();
    await choose('Dry', 'Restore Wet');
    await expect(menu('Wet')).toBeVisible();
  });
});
