/**
 * What a listener hears of a mix, in one window: full scale is calibrated, the mix is fitted at matched levels, heard
 * through a simulated loss, and rebalanced.
 */
import type { Page } from '@playwright/test';
import { expect, openSeparated, test } from './door.ts';
import { violations } from './open-study.ts';

test.use({ separated: true });

test('full scale is calibrated; the mix is fitted to a listener at matched levels, and rebalanced', async ({
  divisi: page,
}) => {
  await calibrate(page);

  await page.getByRole('link', { name: 'Library' }).first().click();
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Strip of Master' }).click();
  await page.getByRole('button', { name: 'Fitting' }).click();
  const panel = page.getByRole('region', { name: 'Fitting' });
  await panel.getByLabel('Listener').selectOption('N3, standard audiogram');
  await expect(panel.getByRole('switch', { name: 'Level-matched' })).toBeChecked();
  await expect(panel.getByText(/left −\d+\.\d dB, right −\d+\.\d dB/)).toBeVisible();
  await expect(panel.getByLabel('Full scale, dB SPL')).toHaveValue('101.5');
  await expect(page.getByText('A fitting is in the mix.')).toBeVisible();

  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await expect(page.getByText('Mix = recording')).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await page.getByRole('button', { name: /^Pause/ }).click();
  await look(page, 'fitting');

  await panel.getByLabel('Heard through').selectOption('Simulated loss, smeared ×3');
  await expect(panel.getByText('What this listener hears, roughly')).toBeVisible();
  await expect(panel.getByRole('switch', { name: 'Level-matched' })).toBeChecked();
  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await expect(page.getByText('Mix = recording')).toBeVisible();
  await page.getByRole('button', { name: /^Pause/ }).click();

  await rebalance(page);

  // The mix is another one than was measured.
  await page.getByRole('button', { name: 'Fitting' }).click();
  await expect(panel.getByText(/The mix has changed since its levels were matched/)).toBeVisible();
  await look(page, 'stale');
  await panel.getByRole('button', { name: 'Match again' }).click();
  await expect(panel.getByText(/The mix has changed since/)).toBeHidden();
});

async function calibrate(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Listeners' }).click();
  await page.getByRole('link', { name: 'Calibration' }).click();
  await expect(page.getByText('This library has no calibration.')).toBeVisible();
  await page.getByRole('button', { name: 'Play the tone' }).click();
  await page.getByLabel('Level (RMS)').selectOption('-30');
  await page.getByRole('button', { name: 'Stop the tone' }).click();
  await page.getByLabel('The meter reads, dB SPL').fill('10');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Full scale must lie between 60 and 130 dB SPL')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Keep/ })).toBeDisabled();
  const keep = async (reading: string, fullScale: string): Promise<void> => {
    await page.getByLabel('The meter reads, dB SPL').fill(reading);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Keep ${fullScale} dB SPL for full scale` }).click();
    await expect(page.getByText(`Full scale is ${fullScale} dB SPL.`)).toBeVisible();
  };
  await keep('70', '100.0');
  await page.getByRole('button', { name: 'Remove the calibration' }).click();
  await expect(page.getByText('This library has no calibration.')).toBeVisible();
  await keep('71.5', '101.5');
  await page.reload();
  await expect(page.getByText('Full scale is 101.5 dB SPL.')).toBeVisible();
  await look(page, 'calibration');
}

async function rebalance(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rebalance' }).click();
  const panel = page.getByRole('region', { name: 'Rebalance' });
  await panel.getByRole('slider', { name: 'Flute against the others' }).focus();
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  const part = (name: string) => panel.getByRole('slider', { name: `${name}, change of level` });
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '4');
  await expect(part('Cello')).toHaveAttribute('aria-valuenow', '-4');
  await panel.getByRole('button', { name: 'Keep as…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Flute in front');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await look(page, 'rebalance');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '0');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Strip of Master' }).click();
  await page.getByRole('button', { name: 'Rebalance' }).click();
  await panel.getByLabel('Balances').selectOption('Flute in front');
  await expect(part('Flute')).toHaveAttribute('aria-valuenow', '4');
}

/** Screenshots in both themes at two sizes, and axe-core in each theme. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [width, height] of [
      [900, 600],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: test.info().outputPath(`${name}-${theme}-${width}.png`) });
    }
    expect(await violations(page)).toEqual([]);
  }
}
