/** Snapshots of the mix: kept, heard at matched levels while playing, compared blind, and stored. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('snapshots are kept, compared at one level, and compared blind', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  const bar = page.getByRole('toolbar', { name: 'Snapshots of the mix' });
  const hear = (name: string) => bar.getByRole('button', { name: new RegExp(`^Hear ${name}(, |$)`) });
  await expect(page.getByRole('toolbar', { name: 'Transport' })).toBeVisible();

  await test.step('K keeps the mix, and the host measures it', async () => {
    await page.keyboard.press('k');
    await expect(hear('Snapshot A')).toContainText('LUFS');
    const gain = page.getByRole('slider', { name: 'Master gain' });
    await gain.focus();
    await page.keyboard.press('ArrowDown');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowDown');
    await gain.blur();
    await page.keyboard.press('k');
    await expect(hear('Snapshot B')).toContainText('LUFS');
  });

  await test.step('while playing, C hears A at the level of B, and the position goes on', async () => {
    await page.keyboard.press('Space');
    const gain = await page.getByRole('slider', { name: 'Master gain' }).getAttribute('aria-valuenow');
    await page.keyboard.press('c');
    await expect(hear('Snapshot A')).toHaveAttribute('aria-pressed', 'true');
    const status = bar.getByRole('status');
    const lower = `${gain ?? ''} dB`.replace('-', '−').replace(/^(−\d+) dB$/, '$1.0 dB');
    await expect(status).toHaveText(`Snapshot A is heard at ${lower}. Kept: A B`);
    await page.keyboard.press('c');
    await expect(status).toHaveText('Snapshot B is heard. Kept: A B');
    await expect(page.getByRole('button', { name: 'Pause (Space)' })).toBeVisible();
    await bar.getByRole('button', { name: 'Match levels' }).click();
    await page.keyboard.press('Shift+C');
    await expect(status).toHaveText('Snapshot A is heard. Kept: A B');
    await bar.getByRole('button', { name: 'Match levels' }).click();
    const shown = page.getByRole('slider', { name: 'Master gain' });
    await expect(shown).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('j');
    await expect(hear('Present mix')).toHaveAttribute('aria-pressed', 'true');
    await expect(shown).toHaveAttribute('aria-valuenow', gain ?? '');
  });

  await test.step('a snapshot is renamed and becomes the present mix, and undo takes both back', async () => {
    await bar.getByRole('button', { name: 'More for Snapshot A' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('full');
    await page.keyboard.press('Enter');
    await expect(hear('Snapshot A, full')).toBeVisible();
    await bar.getByRole('button', { name: 'More for Snapshot A, full' }).click();
    await page.getByRole('menuitem', { name: 'Go on from here' }).click();
    await expect(page.getByRole('slider', { name: 'Master gain' })).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('Control+z');
    await expect(page.getByRole('slider', { name: 'Master gain' })).not.toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('Control+z');
    await expect(hear('Snapshot A')).toBeVisible();
  });

  await test.step('a blind comparison hides what is heard and counts the picks', async () => {
    await bar.getByRole('button', { name: 'Blind…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Blind comparison' });
    await expect(page.getByRole('toolbar', { name: 'Transport' })).toBeHidden();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.keyboard.press('2');
    await expect(dialog.getByRole('button', { name: 'Mix 2', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await dialog.getByRole('button', { name: 'Prefer mix 2' }).click();
    await expect(dialog.getByRole('heading', { name: 'Round 2' })).toBeVisible();
    await dialog.getByRole('button', { name: 'No preference' }).click();
    await expect(dialog.getByRole('status')).toHaveText('2 rounds picked');
    await dialog.getByRole('button', { name: 'Reveal' }).click();
    const result = dialog.getByRole('table', { name: 'Result' });
    await expect(result.getByRole('row')).toHaveCount(4);
    await expect(dialog.getByText('probability of 1.000 (binomial test, 1 pick)')).toBeVisible();
    await dialog.getByRole('button', { name: 'Compare again' }).click();
    await expect(dialog.getByText('The last comparison: 2 rounds picked of A B.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Go on with it' }).click();
    await expect(dialog.getByRole('heading', { name: 'Round 3' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('toolbar', { name: 'Transport' })).toBeVisible();
  });

  await test.step('they are there after a reload', async () => {
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.reload();
    await expect(hear('Snapshot B')).toBeVisible();
    await bar.getByRole('button', { name: 'Blind…' }).click();
    await expect(page.getByText('The last comparison: 2 rounds picked of A B.')).toBeVisible();
  });
});
