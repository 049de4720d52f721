/** How good a separation is: estimated by itself, measured against the demo's own parts, saved as a report. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './door.ts';

const parts = join(import.meta.dirname, '../../assets/demo/parts');

test('a separation is judged, measured and reported', async ({ divisi: page }) => {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  // Not the stems that are shared: what is judged by itself is a separation that has just ended.
  await page.getByRole('button', { name: 'Separate', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: 'Quality' }).click();

  await test.step('it judges by itself once the separation is done', async () => {
    await expect(page.getByRole('heading', { name: 'What to expect' })).toBeVisible();
    await expect(page.getByRole('img', { name: /^Quality of Flute/ })).toBeVisible();
    await expect(page.getByText(/These are estimates/)).toBeVisible();
  });

  await test.step('files named after the stems are references', async () => {
    await page.getByRole('button', { name: 'Measure against references…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText(/flute\.wav, cello\.wav/)).toBeVisible();
    await dialog
      .getByLabel('Reference files')
      .setInputFiles([join(parts, 'flute.flac'), join(parts, 'cello.flac')]);
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Measured against references' })).toBeVisible();
    await expect(page.getByRole('heading', { name: /Flute against flute\.flac/ })).toBeVisible();
    const gained = page.getByRole('row', { name: /SI-SDR improvement/ }).first();
    expect(Number((await gained.getByRole('cell').first().textContent())?.replace('−', '-'))).toBeGreaterThan(
      3,
    );
  });

  await test.step('the report is one page without scripts, and a table', async () => {
    for (const [name, pattern] of [
      ['Report', /<h1>[^<]+<\/h1>/],
      ['CSV', /^stem,label,/],
    ] as const) {
      const waiting = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const text = await readFile(await (await waiting).path(), 'utf8');
      expect(text).toMatch(pattern);
      expect(text).not.toContain('<script');
    }
  });

  await test.step('the lane lies under the waveforms', async () => {
    await page.getByRole('link', { name: 'The tracks' }).click();
    await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
    await expect(page.getByRole('img', { name: /^Quality of Flute/ })).toBeVisible();
    await page.getByRole('button', { name: 'Quality', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Quality of the separation' })).toBeVisible();
  });
});
