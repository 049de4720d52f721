/** Two stems are swapped in a passage while the mix plays, by keyboard alone; undo, redo and the list of versions. */
import { closeDialog, expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('stems are swapped, brought back, and a version is dropped', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  // The editor is also the first page: nothing that an earlier one loaded is there.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  await page.keyboard.press('i');
  for (let second = 0; second < 3; second += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();

  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Edit stems' });
  await expect(dialog.getByRole('textbox', { name: 'To' })).toHaveValue('0:03.000');
  await expect(dialog.getByText('First add notes to the recording')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Separate this passage again' })).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Separate again' }).focus();
  await page.keyboard.press('ArrowRight');
  await dialog.getByRole('button', { name: 'Swap', exact: true }).focus();
  await page.keyboard.press('Enter');
  const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText(/swapped, 0:00.0–0:03.0.*In use/);
  // The job ends a moment after its version is shown.
  await expect(dialog.getByRole('button', { name: 'Swap', exact: true })).toBeEnabled();
  await page.keyboard.press('Escape');
  // The mix goes on in the new version.
  await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();

  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo edit of stems (Ctrl+Z)' })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('r');
  await expect(versions.nth(1)).toContainText('In use');
  await closeDialog(page);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('r');
  await expect(versions.first()).toContainText('In use');
  await versions.nth(1).getByRole('button', { name: /^Drop/ }).focus();
  await page.keyboard.press('Enter');
  await expect(versions).toHaveCount(1);
  await closeDialog(page);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.keyboard.press('r');
  await expect(versions).toHaveCount(2);

  await dialog.getByRole('radio', { name: 'Move sound' }).check();
  await dialog.getByRole('combobox', { name: 'Send to' }).selectOption('Rest');
  await dialog.getByLabel('From (Hz)').fill('2000');
  await dialog.getByLabel('To (Hz)').fill('1000');
  await expect(dialog.getByText('Two frequencies, the lower one first')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Move', exact: true })).toBeDisabled();
  await dialog.getByLabel('To (Hz)').fill('');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(versions.first()).toContainText(/to Rest.*above 2000 Hz.*In use/);
  await dialog.getByRole('radio', { name: 'Louder or softer' }).check();
  await dialog.getByLabel('Change (dB)').fill('3');
  await dialog.getByRole('button', { name: 'Change level' }).click();
  await expect(versions.first()).toContainText(/by 3.0 dB.*above 2000 Hz.*In use/);
});

test('a rectangle drawn in a spectrogram is moved, and made softer', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('img', { name: 'Waveform of Cello' })).toBeVisible();
  await page.getByRole('button', { name: /^Spectrogram of Cello/ }).click();
  const cello = page.getByRole('img', { name: 'Spectrogram of Cello' });
  await expect(cello).toHaveAttribute('aria-busy', 'false');
  const limits = page.getByText(/^\d:\d\d\.\d\d – \d:\d\d\.\d\d · .*Hz \([A-G].*\) – .*Hz \([A-G].*\)$/);
  const dialog = page.getByRole('dialog', { name: 'Edit stems' });

  const drag = async (modifier: 'Alt' | null): Promise<void> => {
    const box = await cello.boundingBox();
    if (box === null) throw new Error('no spectrogram');
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    if (modifier !== null) await page.keyboard.down(modifier);
    // An ordinary drag begins beside the rectangle: its corners would be dragged.
    await page.mouse.move(...at(modifier === null ? 0.7 : 0.25, 0.75));
    await page.mouse.down();
    await page.mouse.move(...at(0.4, 0.4), { steps: 4 });
    await page.mouse.move(...at(0.5, 0.25), { steps: 4 });
    await page.mouse.up();
    if (modifier !== null) await page.keyboard.up(modifier);
  };

  await test.step('Escape and an ordinary drag clear it', async () => {
    await drag('Alt');
    await expect(limits).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(limits).toHaveCount(0);
    await drag('Alt');
    await drag(null);
    await expect(limits).toHaveCount(0);
    await page.keyboard.press('r');
    await expect(dialog.getByRole('radio', { name: 'Separate again' })).toBeChecked();
    await page.keyboard.press('Escape');
  });

  await test.step('it follows the zoom', async () => {
    await drag('Alt');
    const text = await limits.innerText();
    const frame = page.locator('.rectangle-frame');
    const before = await frame.boundingBox();
    await page.keyboard.press('z');
    await expect.poll(async () => (await frame.boundingBox())?.width).toBeGreaterThan(before?.width ?? NaN);
    await expect(limits).toHaveText(text);
    await page.keyboard.press('f');
    await expect.poll(() => frame.boundingBox()).toEqual(before);
  });

  await test.step('the dialog starts from its track, passage and frequencies', async () => {
    await page.keyboard.press('r');
    await expect(dialog.getByRole('radio', { name: 'Move sound' })).toBeChecked();
    await expect(dialog.getByRole('combobox', { name: 'Stem', exact: true }).locator(':checked')).toHaveText(
      'Cello',
    );
    await expect(dialog.getByRole('textbox', { name: 'From', exact: true })).not.toHaveValue('0:00.000');
    // A quarter and three quarters of the way up from 32 Hz to 16 kHz, to the pixel.
    const low = Number(await dialog.getByLabel('From (Hz)').inputValue());
    const high = Number(await dialog.getByLabel('To (Hz)').inputValue());
    expect(low).toBeGreaterThan(32 * 500 ** 0.22);
    expect(low).toBeLessThan(32 * 500 ** 0.28);
    expect(high).toBeGreaterThan(32 * 500 ** 0.72);
    expect(high).toBeLessThan(32 * 500 ** 0.78);

    await dialog.getByRole('combobox', { name: 'Send to' }).selectOption('Rest');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    await expect(versions.first()).toContainText(`${low}–${high} Hz`);
    await expect(versions.first()).toContainText(/Cello to Rest.*In use/);
    await dialog.getByRole('radio', { name: 'Louder or softer' }).check();
    await dialog.getByRole('button', { name: 'Change level' }).click();
    await expect(versions.first()).toContainText(/Cello by −6.0 dB.*In use/);
    await expect(versions.first()).toContainText(`${low}–${high} Hz`);
    await page.keyboard.press('Escape');
    // The selection is still there for the next step.
    await expect(limits).toBeVisible();
  });
});
