/** From a score to a separation that is told its notes, and notes corrected by keyboard alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CELLO, FLUTE, RATE, sample, scoreOf } from '../support/scored-duo.ts';
import { writeWav } from '../support/wav.ts';
import { expect, test } from './door.ts';

test('a score is added, aligned, corrected and told', async ({ divisi: page, door }) => {
  test.slow();
  const recording = writeWav(join(door.libraryDir, 'duo.wav'), {
    rate: RATE,
    channels: 1,
    seconds: 9.5,
    sample,
  });
  const score = join(door.libraryDir, 'duo.musicxml');
  await writeFile(score, scoreOf(FLUTE, CELLO));

  await test.step('the score is aligned bar by bar and brings its players', async () => {
    await page
      .getByRole('button', { name: /^Import/ })
      .first()
      .click();
    const chooser = page.waitForEvent('filechooser');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Files|Choose/ })
      .first()
      .click();
    await (await chooser).setFiles(recording);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'duo' }).first().click();
    await page.getByLabel('Score file').setInputFiles(score);
    await expect(page.getByText('4 of 4 bars are in this recording')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: /^Bar 1 at/ })).toHaveCount(1);
    await expect(page.getByLabel('Flute (16 notes)')).toHaveValue('flute');
    await expect(page.getByRole('switch', { name: 'Use the notes' })).toBeChecked();
  });

  await test.step('notes are selected, moved to another player and undone by keyboard', async () => {
    await page.getByRole('link', { name: 'See and correct' }).click();
    const roll = page.getByRole('application');
    await roll.focus();
    const chosen = page.getByRole('status').filter({ hasText: /selected|C5|D5|C3/ });
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(chosen).toContainText('D5');
    await page.keyboard.press('2');
    await expect(chosen).toContainText('Cello: D5');
    await page.keyboard.press('Shift+ArrowUp');
    await expect(chosen).toContainText('D5 +10 ct');
    await expect(page.getByRole('button', { name: 'Undo: tune notes (Ctrl Z)' })).toBeEnabled();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect(chosen).toContainText('Flute: D5');
    await page.keyboard.press('Delete');
    await expect(page.getByRole('button', { name: /^Flute\s*15/ })).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: /^Flute\s*15/ })).toBeVisible();
  });

  await test.step('the separation is told them', async () => {
    await page.getByRole('link', { name: 'duo' }).click();
    await expect(page.getByText('31 notes: the model separates each player by their notes.')).toBeVisible();
    const separate = page.getByRole('button', { name: 'Separate', exact: true });
    await expect(separate).toBeEnabled();
    await separate.click();
    await expect(page.getByRole('main').getByRole('link', { name: 'Open' })).toBeVisible();
    await expect(page.getByText('with notes')).toBeVisible();
  });

  await test.step('without the score, the notes are heard; they replace the others once that is confirmed', async () => {
    await page.getByRole('button', { name: 'Hear the notes' }).click();
    await page.getByRole('button', { name: 'Replace the notes' }).click();
    await expect(page.getByText(/^\d+ notes, heard$/)).toBeVisible();
    await page.getByRole('link', { name: 'See and correct' }).click();
    await expect(page.getByRole('button', { name: /^Cello\s*\d+/ })).toBeVisible();
  });
});
