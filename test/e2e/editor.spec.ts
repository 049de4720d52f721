/** The editor under the pointer: automation points, playing with a loop, and rows that follow the window. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('points, loops and rows do as a mixing engineer expects', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();

  await test.step('a double-click makes a gain point, one on a point removes it, the menu makes one', async () => {
    const menu = page.getByRole('button', { name: 'More for Flute' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Show gain automation' }).click();
    const lane = page.getByRole('group', { name: /^Gain automation of Flute/ });
    const points = lane.getByRole('slider');
    const box = await lane.boundingBox();
    if (box === null) throw new Error('no automation lane');
    for (const [x, y] of [
      [0.3, 0.7],
      [0.6, 0.15],
    ] as const) {
      await page.mouse.dblclick(box.x + box.width * x, box.y + box.height * y);
      await page.waitForTimeout(600);
    }
    await expect(points).toHaveCount(2);
    await points.first().dblclick();
    await expect(points).toHaveCount(1);
    await page.getByRole('button', { name: /^To the start/ }).click();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Add gain point at playhead' }).click();
    await expect(points).toHaveCount(2);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(points).toHaveCount(1);
  });

  await test.step('Space plays after a choice by mouse; after one by keyboard the button has the focus', async () => {
    const button = page.getByRole('button', { name: 'More for Flute' });
    const choice = page.getByRole('menuitem', { name: 'Add gain point at playhead' });
    await button.click();
    await choice.click();
    await expect(page.getByRole('menu')).toHaveCount(0);
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
    await expect(page.getByRole('menu')).toHaveCount(0);
    await page.keyboard.press(' ');
    await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible();
    await button.focus();
    await page.keyboard.press('Enter');
    await choice.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(button).toBeFocused();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('button', { name: /^To the start/ }).click();
  });

  await test.step('playing from behind the loop begins at its start', async () => {
    const ruler = await page.locator('.ruler').boundingBox();
    if (ruler === null) throw new Error('no ruler');
    const y = ruler.y + 15;
    await page.mouse.move(ruler.x + ruler.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(ruler.x + ruler.width * 0.5, y, { steps: 4 });
    await page.mouse.up();
    await page.mouse.click(ruler.x + ruler.width * 0.9, y);
    const seconds = async (): Promise<number> => {
      const text = (await page.getByRole('timer', { name: 'Position' }).textContent()) ?? '';
      const [, minutes = '0', rest = '0'] = /(\d+):(\d+\.\d{3})/.exec(text) ?? [];
      return Number(minutes) * 60 + Number(rest);
    };
    // The position is drawn with the next frame.
    await expect.poll(seconds).toBeGreaterThan(1);
    const behind = await seconds();
    await page.getByRole('button', { name: /^Play/ }).click();
    await expect.poll(seconds).toBeLessThan(behind * 0.6);
    await page.getByRole('button', { name: /^Pause/ }).click();
  });

  await test.step('the focus comes back from an export to the button that asked for it', async () => {
    const button = page.getByRole('button', { name: 'Export', exact: true });
    await button.click();
    await page.getByRole('button', { name: 'Export 1 file' }).click();
    await expect(page.getByRole('link', { name: /^Download/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
  });

  await test.step('rows grow and shrink with the window; nothing runs out of it', async () => {
    const rowHeight = async (): Promise<number> =>
      (await page.getByRole('group', { name: 'Flute track' }).boundingBox())?.height ?? 0;
    const before = await rowHeight();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await expect.poll(rowHeight).toBeGreaterThan(before);
    await page.setViewportSize({ width: 1024, height: 700 });
    await expect.poll(rowHeight).toBeLessThan(before);
    const main = page.getByRole('main');
    const overflow = (): Promise<number> => main.evaluate((node) => node.scrollWidth - node.clientWidth);
    await expect.poll(overflow).toBeLessThanOrEqual(0);
  });
});
