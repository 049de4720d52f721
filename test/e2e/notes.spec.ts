/** From a score to a separation that is told its notes, and notes corrected by keyboard alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CELLO, FLUTE, RATE, sample, scoreOf } from '../support/scored-duo.ts';
import { writeWav } from '../support/wav.ts';
import { closeDialog, expect, test } from './door.ts';

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
    await closeDialog(page);
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

  await test.step('the page follows the playhead, and a bar line is pinned by keyboard and by mouse', async () => {
    await expect(page.getByRole('img', { name: /page 1 of 1/ })).toBeVisible();
    const bar = page.getByRole('slider', { name: /^Bar at the playhead/ });
    // The music begins after half a second of silence: the first step is to its first bar.
    await bar.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(bar).toHaveAttribute('aria-valuetext', 'Bar 2');
    await expect(page.locator('.score-head[data-sounding]')).toHaveCount(2);

    const lines = page.getByRole('slider', { name: /^Bar lines/ });
    await lines.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    const text = (await lines.getAttribute('aria-valuetext')) ?? '';
    await page.keyboard.press('Enter');
    await expect(lines).toHaveAttribute('aria-valuetext', `${text}, pinned`);
    await page.getByRole('button', { name: 'Undo: pin a bar (Ctrl Z)' }).click();
    await expect(lines).not.toHaveAttribute('aria-valuetext', /pinned/);

    const grip = page.locator('.bar-grip', { hasText: /^2$/ });
    const box = await grip.boundingBox();
    if (box === null) throw new Error('bar 2 has no place');
    await page.mouse.move(box.x + 5, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 12, box.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect(page.locator('.bar-line[data-pinned]')).toHaveCount(1);
    await page.getByRole('button', { name: 'Remove the pin' }).click();
    await expect(page.locator('.bar-line[data-pinned]')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Undo: remove a pin (Ctrl Z)' })).toBeEnabled();
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
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
    await expect(page.getByText('The notes of duo.musicxml are not in use')).toBeVisible();
    await page.getByRole('link', { name: 'See and correct' }).click();
    await expect(page.getByRole('button', { name: /^Cello\s*\d+/ })).toBeVisible();
  });
});
