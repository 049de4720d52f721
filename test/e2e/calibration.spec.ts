/** Calibration: the tone plays, the level of full scale follows from a reading, and fittings begin with it. */
import { expect, test } from './door.ts';

test('full scale is measured with a tone and kept', async ({ divisi: page }) => {
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
  await page.getByLabel('The meter reads, dB SPL').fill('71.5');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Keep 101.5 dB SPL for full scale' }).click();
  await expect(page.getByText('Full scale is 101.5 dB SPL.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Full scale is 101.5 dB SPL.')).toBeVisible();
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [width, height] of [
      [900, 600],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({
        path: test.info().outputPath(`calibration-${theme}-${width}.png`),
        fullPage: true,
      });
    }
  }
  await page.getByRole('button', { name: 'Remove the calibration' }).click();
  await expect(page.getByText('This library has no calibration.')).toBeVisible();
});
