/** The balance between instruments: moved, undone in one step, kept, and used again after a reload. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('instruments are rebalanced in the editor, and the balance is kept', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Strip of Master' }).click();
  await page.getByRole('button', { name: 'Rebalance' }).click();
  const panel = page.getByRole('region', { name: 'Rebalance' });
  const against = panel.getByRole('slider', { name: 'Flute against the others' });
  await against.focus();
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  const part = (name: string) => panel.getByRole('slider', { name: `${name}, change of level` });
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '4');
  await expect(part('Cello')).toHaveAttribute('aria-valuenow', '-4');
  await panel.getByRole('button', { name: 'Keep as…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Flute in front');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [width, height] of [
      [900, 600],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: test.info().outputPath(`rebalance-${theme}-${width}.png`) });
    }
  }
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '0');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Strip of Master' }).click();
  await page.getByRole('button', { name: 'Rebalance' }).click();
  await panel.getByLabel('Balances').selectOption('Flute in front');
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '4');
});
