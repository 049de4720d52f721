/** From a recording and its score to a corrected passage that is separated again, by keyboard alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { CELLO, FLUTE, RATE, sample, scoreOf } from '../support/scored-duo.ts';
import { writeWav } from '../support/wav.ts';
import { closeDialog, expect, test } from './door.ts';

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < 120; press += 1) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target.toString()}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeEnabled();
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** The browser's own dialog for files is outside of the page; what opens it is a key. */
async function choose(page: Page, target: Locator, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await press(page, target);
  await (await chooser).setFiles(file);
}

test('a score is added, a note given to its player, and its passage separated again, by keyboard alone', async ({
  divisi: page,
  door,
}) => {
  test.slow();
  const main = page.getByRole('main');
  const recording = writeWav(join(door.libraryDir, 'duo.wav'), {
    rate: RATE,
    channels: 1,
    seconds: 9.5,
    sample,
  });
  const score = join(door.libraryDir, 'duo.musicxml');
  await writeFile(score, scoreOf(FLUTE, CELLO));

  await test.step('import the recording and add the score, which brings the players', async () => {
    await press(page, page.getByRole('button', { name: /^Import/ }).first());
    const files = page
      .getByRole('dialog')
      .getByRole('button', { name: /Files|Choose/ })
      .first();
    await choose(page, files, recording);
    await closeDialog(page);
    await press(page, page.getByRole('link', { name: 'duo' }).first());
    await choose(page, page.getByRole('button', { name: 'Add a score…' }), score);
    await expect(page.getByText('4 of 4 bars are in this recording')).toBeVisible();
  });

  const roll = page.getByRole('application');
  const chosen = page.getByRole('status').filter({ hasText: /selected|D5/ });
  await test.step('a note that is given to the wrong player is told to the separation', async () => {
    await press(page, page.getByRole('link', { name: 'See and correct' }));
    await tabTo(page, roll);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('2');
    await expect(chosen).toContainText('Cello: D5');
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
    await press(page, page.getByRole('link', { name: 'duo' }));
    await press(page, page.getByRole('button', { name: 'Separate', exact: true }));
    await expect(main.getByRole('link', { name: 'Open' })).toBeVisible();
    await expect(page.getByText('with notes')).toBeVisible();
  });

  await test.step('it is given back, and its passage is separated again', async () => {
    await press(page, page.getByRole('link', { name: 'See and correct' }));
    await tabTo(page, roll);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await expect(chosen).toContainText('Cello: D5');
    await page.keyboard.press('1');
    await expect(chosen).toContainText('Flute: D5');
    await press(page, page.getByRole('button', { name: 'Separate again…' }));
    const dialog = page.getByRole('dialog', { name: 'Edit stems' });
    await press(page, dialog.getByRole('button', { name: 'Separate this passage again' }));
    const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    await expect(versions).toHaveCount(2);
    await expect(versions.first()).toContainText('In use');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('the sound of a note is taken to another stem', async () => {
    await press(page, page.getByRole('button', { name: 'Take its sound to…' }));
    const dialog = page.getByRole('dialog', { name: 'Edit stems' });
    await expect(dialog.getByText('harmonics')).toBeVisible();
    await press(page, dialog.getByRole('button', { name: 'Move', exact: true }));
    const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    await expect(versions).toHaveCount(3);
    await page.keyboard.press('Escape');
  });
});
