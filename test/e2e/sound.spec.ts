/** What the transport shows when the sound ends by itself or is taken away, and that one press brings it back. */
import type { Page } from '@playwright/test';
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

const contexts = (page: Page, act: 'suspend' | 'close'): Promise<void> =>
  page.evaluate(async (how) => {
    const made = (window as unknown as { made: AudioContext[] }).made;
    for (const context of made) if (context.state !== 'closed') await context[how]();
  }, act);

test('playback ends, is interrupted and goes on', async ({ divisi: page }) => {
  await page.addInitScript(() => {
    const made: AudioContext[] = [];
    (window as unknown as { made: AudioContext[] }).made = made;
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        made.push(this);
      }
    };
  });
  // Chromium refuses to reload a page whose first navigation has not ended.
  await expect(page.getByRole('navigation', { name: 'Divisi' })).toBeVisible();
  await page.reload();
  await openSeparated(page, 'Open');
  await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
  const play = page.getByRole('button', { name: /^Play/ });
  const pause = page.getByRole('button', { name: /^Pause/ });
  const clock = page.getByRole('timer', { name: 'Position' });

  await test.step('after the end the button plays again', async () => {
    await page.keyboard.press('End');
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowLeft');
    await play.click();
    await expect(play).toBeVisible();
    await expect(pause).toHaveCount(0);
    await page.getByRole('button', { name: /^To the start/ }).click();
  });

  for (const how of ['suspend', 'close'] as const) {
    await test.step(`a context that the system wants to ${how} is reported; one press goes on`, async () => {
      await play.click();
      await expect(clock).not.toContainText('0:00.0');
      await contexts(page, how);
      await expect(page.getByText('The system stopped the sound')).toBeVisible();
      const stoppedAt = await clock.textContent();
      await play.click();
      await expect(page.getByText('The system stopped the sound')).toHaveCount(0);
      await expect(clock).not.toHaveText(stoppedAt ?? '');
      await expect(pause).toBeVisible();
      await pause.click();
      await page.getByRole('button', { name: /^To the start/ }).click();
    });
  }
});
