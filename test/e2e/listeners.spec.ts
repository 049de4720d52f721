/** Listeners: an audiogram entered, imported, stored, and removed. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { expect, test } from './door.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run(context: Document): Promise<AxeResults> };

test('an audiogram is entered, imported, kept and removed', async ({ divisi: page }) => {
  await page.getByRole('link', { name: 'Listeners' }).click();
  await expect(page.getByRole('heading', { name: 'No listeners yet' })).toBeVisible();

  await page.getByRole('button', { name: 'New listener' }).click();
  await expect(page.getByLabel('Code')).toHaveValue('L1');
  await page.getByLabel('Left ear from a standard').selectOption('S2');
  const level = page.getByLabel('Left ear at 4000 Hz, in dB HL');
  await expect(level).toHaveValue('95');
  await level.fill('500');
  await expect(page.getByRole('alert')).toContainText('Each ear needs levels');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await level.fill('90');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('not saved')).toBeHidden();

  const table = (level: number) => ({
    name: 'listeners.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`listener,ear,500,1000,4000\nL7,left,${level},20,30\nL7,right,0,5,\n`),
  });
  await page.locator('input[type=file]').setInputFiles(table(10));
  await expect(page.getByRole('button', { name: 'L7' })).toHaveAttribute('aria-current', 'true');
  await page.locator('input[type=file]').setInputFiles(table(15));
  await expect(page.getByRole('alertdialog', { name: 'Replace an audiogram?' })).toContainText('L7');
  await page.screenshot({ path: test.info().outputPath('replace.png') });
  await page.getByRole('alertdialog').getByRole('button', { name: 'Replace' }).click();
  await expect(page.getByLabel('Left ear at 500 Hz, in dB HL')).toHaveValue('15');
  await expect(page.getByRole('img', { name: /Audiogram of L7/ })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all' }).click();
  expect((await download).suggestedFilename()).toBe('listeners.json');

  await page.reload();
  await page.getByRole('button', { name: 'L1' }).click();
  await expect(page.getByLabel('Left ear at 4000 Hz, in dB HL')).toHaveValue('90');

  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.screenshot({ path: test.info().outputPath(`listeners-${theme}.png`) });
    await page.evaluate(source);
    const found = await page.evaluate(async () =>
      (await axe.run(document)).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`,
      ),
    );
    expect(found).toEqual([]);
  }

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'L1' })).toBeHidden();
});
