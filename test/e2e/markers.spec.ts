/** Markers, regions and the overview, mostly by keyboard. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('markers and regions are set, found, renamed, looped and undone', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('toolbar', { name: 'Transport' })).toBeVisible();
  const row = page.getByRole('group', { name: 'Markers and regions' });
  const clock = page.getByRole('timer', { name: 'Position' });

  await test.step('M sets a marker; with a selection, a region', async () => {
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('m');
    await expect(row.getByRole('button', { name: 'Marker 1, marker at 0:10.0' })).toBeVisible();
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.keyboard.press('m');
    await expect(row.getByRole('button', { name: 'Region 1, region from 0:10.0 to 0:20.0' })).toBeVisible();
  });

  await test.step('comma and full stop go from one to the next', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    await page.keyboard.press('.');
    await expect(clock).toContainText('0:10.000');
    await page.keyboard.press('End');
    await page.keyboard.press(',');
    await expect(clock).toContainText('0:10.000');
  });

  await test.step('the list renames, goes to and loops', async () => {
    await page.getByRole('button', { name: 'Markers (2)' }).click();
    await page.getByRole('button', { name: 'More for Region 1' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Trio');
    await page.keyboard.press('Enter');
    await expect(row.getByRole('button', { name: /^Trio, region/ })).toBeVisible();
    await page.getByRole('button', { name: 'Markers (2)' }).click();
    await page.getByRole('button', { name: 'Loop Trio' }).click();
    await expect(page.getByRole('slider', { name: 'Loop start' })).toHaveAttribute(
      'aria-valuetext',
      '0:10.00',
    );
    await page.keyboard.press('Escape');
  });

  await test.step('Delete removes the one in focus, and undo brings it back', async () => {
    await row.getByRole('button', { name: /^Trio/ }).focus();
    await page.keyboard.press('Delete');
    await expect(row.getByRole('button')).toHaveCount(1);
    await page.keyboard.press('Control+z');
    await expect(row.getByRole('button')).toHaveCount(2);
  });

  await test.step('the overview’s frame follows the view, and scrolls it by key', async () => {
    const frame = page.getByRole('scrollbar', { name: 'Visible part' });
    await expect(frame).toHaveAttribute('aria-valuetext', /^0:00\.0 to 0:58/);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect(frame).not.toHaveAttribute('aria-valuetext', /to 0:58/);
    await frame.focus();
    await page.keyboard.press('PageDown');
    await expect(frame).not.toHaveAttribute('aria-valuetext', /^0:00\.0/);
  });
});
