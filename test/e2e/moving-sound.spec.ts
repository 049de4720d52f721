/** Sound is selected with every tool of the editor, heard before it is moved, moved, and brought back. */
import type { Locator, Page } from '@playwright/test';
import { closeDialog, expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

/** Fractions of a spectrogram's width and height, from its upper left corner. */
type Place = readonly [x: number, y: number];

async function drag(
  page: Page,
  over: Locator,
  way: readonly Place[],
  modifier: 'Shift' | 'Alt' | null = null,
) {
  const box = await over.boundingBox();
  if (box === null) throw new Error('nothing to draw on');
  const at = ([x, y]: Place) => [box.x + box.width * x, box.y + box.height * y] as const;
  const [first, ...others] = way;
  if (first === undefined) return;
  if (modifier !== null) await page.keyboard.down(modifier);
  await page.mouse.move(...at(first));
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...at(place), { steps: 6 });
  await page.mouse.up();
  if (modifier !== null) await page.keyboard.up(modifier);
}

test('sound is selected with each tool, heard, moved and brought back', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  const tools = page.getByRole('radiogroup', { name: 'What a drag selects' });
  await expect(tools.getByRole('radio', { name: 'Select time (T)' })).toBeChecked();
  await page.getByRole('button', { name: /^Spectrogram of Cello/ }).click();
  const cello = page.getByRole('img', { name: 'Spectrogram of Cello' });
  await expect(cello).toHaveAttribute('aria-busy', 'false');
  const bar = page.getByRole('toolbar', { name: 'Selected sound' });
  const dialog = page.getByRole('dialog', { name: 'Edit stems' });

  await test.step('a rectangle: its corners, its numbers, and the whole of it', async () => {
    await page.keyboard.press('x');
    await expect(tools.getByRole('radio', { name: 'Select a rectangle (X)' })).toBeChecked();
    await expect(bar).toContainText('Drag in a spectrogram');
    await drag(page, cello, [
      [0.2, 0.3],
      [0.4, 0.6],
    ]);
    const low = bar.getByLabel('Lowest (Hz)');
    const high = bar.getByLabel('Highest (Hz)');
    const before = Number(await high.inputValue());
    const corner = page.locator('.rectangle-grip[data-grip="ne"]');
    const grip = await corner.boundingBox();
    if (grip === null) throw new Error('no corner');
    await page.mouse.move(grip.x + 5, grip.y + 5);
    await page.mouse.down();
    await page.mouse.move(grip.x + 45, grip.y - 15, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Number(await high.inputValue())).toBeGreaterThan(before);
    await low.fill('300');
    await low.press('Enter');
    await expect(page.locator('.rectangle-text')).toContainText('300 Hz');
    await low.press('ArrowUp');
    await expect(low).toHaveValue('301');
    await bar.getByRole('textbox', { name: 'From', exact: true }).fill('0:01.5');
    await bar.getByRole('textbox', { name: 'From', exact: true }).press('Enter');
    await expect(page.locator('.rectangle-text')).toContainText('0:01.50');
    await drag(page, page.locator('.rectangle-frame'), [
      [0.5, 0.5],
      [0.6, 0.6],
    ]);
    await expect(low).not.toHaveValue('301');
  });

  await test.step('a lasso, and more of it', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await drag(page, cello, [
      [0.3, 0.3],
      [0.4, 0.25],
      [0.45, 0.6],
      [0.32, 0.7],
      [0.3, 0.35],
    ]);
    await expect(bar).toContainText('One shape in Cello');
    await drag(
      page,
      cello,
      [
        [0.6, 0.3],
        [0.7, 0.3],
        [0.65, 0.6],
      ],
      'Shift',
    );
    await expect(bar).toContainText('2 shapes in Cello');
    await drag(
      page,
      cello,
      [
        [0.33, 0.35],
        [0.4, 0.35],
        [0.37, 0.5],
      ],
      'Alt',
    );
    await expect(bar).toContainText('3 shapes in Cello');
    await page.keyboard.press('Backspace');
    await expect(bar).toContainText('2 shapes in Cello');
  });

  await test.step('the brush paints and erases', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await bar.getByLabel('Brush (s)').fill('0.3');
    await bar.getByLabel('Brush (s)').press('Enter');
    await bar.getByLabel('Semitones').fill('8');
    await bar.getByLabel('Semitones').press('Enter');
    await bar.getByLabel('Semitones').blur();
    await drag(page, cello, [
      [0.25, 0.5],
      [0.35, 0.4],
      [0.5, 0.55],
    ]);
    await page.keyboard.press('Shift+d');
    await expect(bar.getByRole('button', { name: 'Erase' })).toHaveAttribute('aria-pressed', 'true');
    await drag(page, cello, [
      [0.38, 0.3],
      [0.38, 0.7],
    ]);
    await expect(bar).toContainText('2 shapes in Cello');
  });

  await test.step('the harmonics of a note', async () => {
    await page.keyboard.press('h');
    await drag(page, cello, [[0.3, 0.55]]);
    await expect(bar.getByLabel(/^Pitch \(Hz\), [A-G]/)).toBeVisible();
    await bar.getByLabel('Harmonics').fill('6');
    await bar.getByLabel('Harmonics').press('Enter');
    await expect(page.locator('.sound-layer mask rect')).toHaveCount(6);
    await bar.getByLabel('Width (cents)').press('ArrowUp');
    await expect(bar.getByLabel('Width (cents)')).toHaveValue('105');
    await bar.getByLabel('Width (cents)').blur();
  });

  await test.step('it is heard before it is moved, moved, and brought back', async () => {
    await bar.getByRole('button', { name: 'Hear' }).click();
    await expect(bar.getByRole('button', { name: 'Stop' })).toBeVisible();
    await page.keyboard.press('r');
    await expect(dialog.getByRole('radio', { name: 'Move sound' })).toBeChecked();
    await expect(dialog).toContainText('harmonics of a note');
    await dialog.getByRole('combobox', { name: 'Send to' }).selectOption('Rest');
    const hear = dialog.getByRole('group', { name: 'Hear it first' });
    for (const name of ['Selected sound', 'Cello now', 'Cello afterwards', 'Rest afterwards']) {
      await hear.getByRole('button', { name }).click();
      await expect(hear.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    }
    const versions = dialog.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    await expect(versions).toHaveCount(1);
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await expect(versions).toHaveCount(2);
    await expect(versions.first()).toContainText(/Cello to Rest, .*, harmonics of a note.*In use/);
    await expect(dialog.getByRole('button', { name: 'Move', exact: true })).toBeEnabled();
    await closeDialog(page);
    // The list of versions can be ahead of the editor's own steps.
    await expect(page.getByRole('button', { name: 'Undo edit of stems (Ctrl+Z)' })).toBeEnabled();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('r');
    await expect(versions.nth(1)).toContainText('In use');
  });
});
