/** Half speed and other keys, for listening. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('half speed and two keys up are heard, said, and ended', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Listening level and output device' }).click();
  await page.getByRole('radio', { name: '0.5×' }).click();
  await page.getByRole('combobox', { name: 'Key while listening' }).selectOption('2');
  await page.keyboard.press('Escape');
  const readout = page.getByRole('button', { name: /^0\.5× · 2 keys up/ });
  await expect(readout).toBeVisible();

  const seconds = async (): Promise<number> => {
    const text = (await page.getByRole('timer', { name: 'Position' }).textContent()) ?? '';
    const [, minutes = '0', rest = '0'] = /(\d+):(\d+\.\d{3})/.exec(text) ?? [];
    return Number(minutes) * 60 + Number(rest);
  };
  /** Seconds of the project in each second of the clock on the wall, which a busy machine makes fewer. */
  const speed = async (): Promise<number> => {
    await expect.poll(seconds).toBeGreaterThan(0.5);
    const [from, began] = [await seconds(), performance.now()];
    await page.waitForTimeout(3000);
    return (1000 * ((await seconds()) - from)) / (performance.now() - began);
  };
  await page.getByRole('button', { name: /^Play/ }).click();
  const half = await speed();
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(0.75);
  await readout.click();
  await expect(readout).toHaveCount(0);
  await page.getByRole('button', { name: /^Pause/ }).click();
});
