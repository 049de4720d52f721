/** What a user does in the editor, as benchmarks do it. */
import type { Page } from '@playwright/test';

const STEPS = 120;

export type Work = (page: Page) => Promise<void>;

async function lanes(page: Page): Promise<{ x: number; y: number; width: number }> {
  const box = await page.locator('.ruler').boundingBox();
  if (box === null) throw new Error('no ruler');
  return { x: box.x, y: box.y + 60, width: box.width };
}

export const scroll: Work = async (page) => {
  const { x, y, width } = await lanes(page);
  await page.mouse.move(x + width / 2, y);
  for (let step = 0; step < STEPS; step += 1) await page.mouse.wheel(step % 80 < 40 ? 40 : -40, 0);
};

export const zoom: Work = async (page) => {
  const { x, y, width } = await lanes(page);
  await page.mouse.move(x + width / 2, y);
  await page.keyboard.down('Control');
  for (let step = 0; step < STEPS; step += 1) await page.mouse.wheel(0, step % 60 < 30 ? -80 : 80);
  await page.keyboard.up('Control');
};

export const fader: Work = async (page) => {
  const box = await page.getByRole('slider', { name: 'Player 3 gain' }).boundingBox();
  if (box === null) throw new Error('no fader');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.move(box.x + box.width * (0.5 + 0.4 * Math.sin(step / 9)), y);
  }
  await page.mouse.up();
};
