/** Gain regions and fades of a track: made and set by keyboard, dragged by mouse, undone. */
import { join } from 'node:path';
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];

test('a passage gets its own gain and fades', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('toolbar', { name: 'Transport' })).toBeVisible();
  const line = page.getByRole('slider', { name: 'Gain from 0:10.00 to 0:20.00' });
  const panel = page.getByRole('group', { name: /^Gain region of/ });

  await test.step('W makes a region of the selection, and its numbers are typed', async () => {
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.keyboard.press('w');
    await expect(panel.getByLabel('Gain (dB)')).toBeFocused();
    await page.keyboard.type('-9');
    await page.keyboard.press('Enter');
    await expect(line).toHaveAttribute('aria-valuenow', '-9');
    await panel.getByLabel('Fade-in (ms)').fill('2500');
    await page.keyboard.press('Enter');
    await panel.getByLabel('Shape of the fade-out').selectOption('Linear');
    await panel.getByLabel('Fade-out (ms)').fill('1500');
    await page.keyboard.press('Enter');
    await expect(panel.getByLabel('Fade-out (ms)')).toHaveValue('1500');
  });

  await test.step('the line is dragged down, which is one step', async () => {
    const box = await line.boundingBox();
    const fadeEnd = await page.locator('.gain-grip').first().boundingBox();
    if (box === null || fadeEnd === null) throw new Error('the line is not shown');
    const middle = { x: box.x + box.width * 0.55, y: fadeEnd.y + fadeEnd.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x, middle.y + 4, { steps: 3 });
    await page.mouse.move(middle.x, middle.y + 8, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => Number(await line.getAttribute('aria-valuenow')), { timeout: 5000 })
      .toBeLessThan(-9);
    await page.keyboard.press('Control+z');
    await expect(line).toHaveAttribute('aria-valuenow', '-9');
  });

  await test.step('the track fades in and out', async () => {
    await panel.getByRole('button', { name: 'Fades of the track' }).click();
    const fades = page.getByRole('group', { name: /^Fades of/ });
    await fades.getByLabel('Fade-in (ms)').fill('4000');
    await page.keyboard.press('Enter');
    await fades.getByLabel('Fade-out (ms)').fill('6000');
    await page.keyboard.press('Enter');
    await expect(fades.getByLabel('Fade-out (ms)')).toHaveValue('6000');
  });

  if (shots !== undefined) {
    for (const [theme, width, height] of [
      ['light', 1440, 900],
      ['dark', 1440, 900],
      ['light', 900, 600],
      ['dark', 900, 600],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      await line.focus();
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(shots, `gain-${theme}-${width}.png`) });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  await test.step('Delete removes the region, and undo brings it back', async () => {
    await line.focus();
    await page.keyboard.press('Delete');
    await expect(line).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(line).toHaveCount(1);
  });
});
