/** Several recordings selected at once, by pointer and keys: tagged, removed, restored, and heard in place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];
const RATE = 8000;

/** Two seconds of a tone as a 16-bit mono WAV. */
function tone(hz: number): Buffer {
  const frames = 2 * RATE;
  const wav = Buffer.alloc(44 + 2 * frames);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * frames, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * frames, 40);
  for (let frame = 0; frame < frames; frame += 1) {
    wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * frame) / RATE)), 44 + 2 * frame);
  }
  return wav;
}

test('recordings are selected, tagged, removed and restored together', async ({ divisi: page }, info) => {
  const files = ['Alpha', 'Beta', 'Gamma', 'Delta'].map((name, index) => {
    const path = info.outputPath(`${name}.wav`);
    writeFileSync(path, tone(220 * (index + 1)));
    return path;
  });
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click();
  await page.getByLabel('Choose audio files').setInputFiles(files);
  const grid = page.getByRole('grid', { name: 'Recordings' });
  await expect(grid.locator('tbody [aria-selected]')).toHaveCount(4);
  await expect(page.locator('[role=progressbar]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Recording', exact: true }).click();
  const row = (name: string) => grid.getByRole('row').filter({ hasText: name });
  const bar = page.getByRole('region', { name: 'Selection' });
  const selected = grid.getByRole('row', { selected: true });

  // In the order of titles: Alpha, Beta, Delta, Gamma.
  await expect(grid.getByRole('row').nth(3)).toContainText('Delta');
  await row('Alpha').getByText('0:02').click();
  await row('Delta')
    .getByText('0:02')
    .click({ modifiers: ['Shift'] });
  await expect(selected).toHaveCount(3);
  await row('Beta')
    .getByText('0:02')
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(bar.getByText('2 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Recording', exact: true }).click();
  await expect(row('Alpha')).toHaveAttribute('aria-selected', 'true');
  await expect(row('Gamma')).toHaveAttribute('aria-selected', 'false');
  await page.getByRole('button', { name: 'Recording', exact: true }).click();
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'selection.png') });

  await bar.getByRole('button', { name: 'Tags…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tag', { exact: true }).fill('Rehearsal');
  await dialog.getByRole('button', { name: 'Add to all' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('Rehearsal');
  await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('searchbox').fill('tag:rehearsal');
  await expect(grid.locator('tbody [aria-selected]')).toHaveCount(2);
  await expect(bar).toHaveCount(0);
  await page.getByRole('searchbox').fill('');
  await expect(grid.locator('tbody [aria-selected]')).toHaveCount(4);

  // No recording has players.
  await row('Alpha').getByText('0:02').click();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar.getByText('4 selected')).toBeVisible();
  await bar.getByRole('button', { name: 'Separate…' }).click();
  await expect(dialog.getByText('the players are not named (4)')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Separate', exact: true })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(bar.getByRole('button', { name: 'Separate…' })).toBeFocused();

  // Listening, with the keys alone.
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  const player = page.getByRole('region', { name: 'Preview' });
  await expect(player).toContainText('Alpha');
  await page.keyboard.press('ArrowDown');
  await expect(player).toContainText('Beta');
  await page.keyboard.press('Escape');
  await expect(player).toHaveCount(0);
  await expect(bar.getByText('1 selected')).toBeVisible();

  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(grid.locator('tbody [aria-selected]')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(grid.locator('tbody [aria-selected]')).toHaveCount(4);
  await page.keyboard.press('Escape');
});
