/** Listening to a separation while it runs, as its users do: press Separate, solo a stem, meet the edge, go on. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './door.ts';

const player = (page: Page): Locator => page.getByRole('region', { name: /^Listen/ });
const secondsOf = (text: string | null): number => {
  const [, minutes = '0', rest = '0'] = /(\d+):([\d.]+)/.exec(text ?? '') ?? [];
  return Number(minutes) * 60 + Number(rest);
};
const seconds = async (page: Page): Promise<number> =>
  secondsOf(await player(page).getByRole('timer', { name: 'Time' }).textContent());
const state = (page: Page): Locator => player(page).getByRole('status');
const ready = async (page: Page): Promise<number> => {
  const slider = player(page).getByRole('slider', { name: 'Position' });
  return Number(await slider.getAttribute('aria-valuemax'));
};

async function pressSeparate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  const separate = page.getByRole('button', { name: 'Separate', exact: true });
  await expect(separate).toBeEnabled({ timeout: 60_000 });
  await separate.click();
}

test('a stem is heard before the separation is done, and still afterwards', async ({ divisi: page }) => {
  await pressSeparate(page);
  const pressed = performance.now();
  const since = (): string => `${((performance.now() - pressed) / 1000).toFixed(1)} s`;
  const live = player(page);
  const finished = page.getByRole('main').getByRole('link', { name: 'Open the tracks' });

  await test.step('it plays as soon as the first part is there', async () => {
    await live.getByRole('button', { name: 'Play' }).click({ timeout: 120_000 });
    await live.getByRole('button', { name: 'Solo Flute' }).click();
    await expect.poll(() => seconds(page), { timeout: 60_000, intervals: [50] }).toBeGreaterThan(0);
    console.log(`    heard ${since()} after Separate was pressed`);
    await expect(finished).toHaveCount(0);
    await expect(live.getByRole('heading', { name: 'Listen while it separates' })).toBeVisible();
    await expect(live.getByRole('button', { name: 'Solo Flute' })).toHaveAttribute('aria-pressed', 'true');
    // The time stands before the meter does.
    await expect(live.getByRole('meter', { name: 'Flute level' })).not.toHaveAttribute(
      'aria-valuenow',
      '-60.0',
    );
    await expect(live.getByRole('meter', { name: 'Cello level' })).toHaveAttribute('aria-valuenow', '-60.0');
  });

  await test.step('at the edge it waits, says so, and goes on by itself', async () => {
    const slider = live.getByRole('slider', { name: 'Position' });
    await slider.focus();
    await slider.press('End');
    const edge = await seconds(page);
    await expect(state(page)).toHaveText('Waiting for the next part');
    await expect.poll(() => ready(page), { timeout: 120_000 }).toBeGreaterThan(edge + 3);
    await expect.poll(() => seconds(page), { timeout: 30_000 }).toBeGreaterThan(edge + 0.5);
  });

  await test.step('a window that is loaded again finds it', async () => {
    await page.reload();
    await expect(state(page)).toHaveText('Ready to listen', { timeout: 60_000 });
    expect(await ready(page)).toBeGreaterThan(3);
    await live.getByRole('button', { name: 'Solo Cello' }).click();
    await live.getByRole('slider', { name: 'Position' }).press('ArrowRight');
    await expect.poll(() => seconds(page)).toBe(1);
    await live.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => seconds(page)).toBeGreaterThan(1.2);
  });

  await test.step('it plays on when the separation is done, and in the editor', async () => {
    await expect(finished).toBeVisible({ timeout: 300_000 });
    await expect(live.getByRole('heading', { name: 'Listen', exact: true })).toBeVisible();
    await expect(live.getByRole('button', { name: 'Solo Cello' })).toHaveAttribute('aria-pressed', 'true');
    await live.getByRole('slider', { name: 'Position' }).press('Home');
    if (await live.getByRole('button', { name: 'Play' }).isVisible()) {
      await live.getByRole('button', { name: 'Play' }).click();
    }
    await expect.poll(() => seconds(page)).toBeGreaterThan(2);
    await finished.click();
    await expect(page.getByRole('radio', { name: 'Track' })).toBeChecked();
    const position = page.getByRole('timer', { name: 'Position' });
    await expect.poll(async () => secondsOf(await position.textContent())).toBeGreaterThan(2.5);
    await expect(page.getByRole('button', { name: 'Pause (Space)' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  });
});

test('two windows listen to one separation, and a cancel ends both', async ({ divisi: page, context }) => {
  await pressSeparate(page);
  const other = await context.newPage();
  await other.goto(page.url());
  for (const one of [page, other]) {
    await player(one).getByRole('button', { name: 'Play' }).click({ timeout: 120_000 });
    await expect.poll(() => seconds(one), { timeout: 60_000 }).toBeGreaterThan(0);
  }
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  for (const one of [page, other]) {
    await expect(player(one)).toHaveCount(0, { timeout: 30_000 });
    await expect(one.getByText(/^Cancelled\. Start again/)).toBeVisible();
  }
  await other.close();
});
