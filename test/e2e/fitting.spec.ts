/** A fitting on the master: chosen, level-matched by measurement, bypassed, and in the exported mix. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run(context: Document): Promise<AxeResults> };

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () =>
    (await axe.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`),
  );
}

test('the mix is fitted to a listener’s ears at matched levels, and bypassed at once', async ({
  divisi: page,
}) => {
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Strip of Master' }).click();
  await page.getByRole('button', { name: 'Fitting' }).click();
  const panel = page.getByRole('region', { name: 'Fitting' });
  await panel.getByLabel('Listener').selectOption('N3, standard audiogram');
  await expect(panel.getByRole('switch', { name: 'Level-matched' })).toBeChecked();
  await expect(panel.getByText(/left −\d+\.\d dB, right −\d+\.\d dB/)).toBeVisible();
  await expect(page.getByText('A fitting is in the mix.')).toBeVisible();

  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await expect(page.getByText('Mix = recording')).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await page.getByRole('button', { name: /^Pause/ }).click();

  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [width, height] of [
      [900, 600],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: test.info().outputPath(`fitting-${theme}-${width}.png`) });
    }
    expect(await violations(page)).toEqual([]);
  }

  await panel.getByLabel('Rule').selectOption('Simulated loss, smeared ×3');
  await expect(panel.getByText('What this listener hears, roughly')).toBeVisible();
  await expect(panel.getByRole('switch', { name: 'Level-matched' })).toBeHidden();
  await page.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await panel.getByRole('switch', { name: 'Bypass' }).click();
  await expect(page.getByText('Mix = recording')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('loss.png') });
  expect(await violations(page)).toEqual([]);
});
