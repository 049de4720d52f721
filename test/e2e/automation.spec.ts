/** Levels and parameters over time: of a track, and of the master. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('sends and the master are automated in the editor, and undo takes points back', async ({
  divisi: page,
}) => {
  await openSeparated(page, 'Open');
  await test.step('a send’s lane takes the place of its knob', async () => {
    await page.getByRole('button', { name: 'More for Flute' }).click();
    await page.getByRole('menuitem', { name: 'Show send A automation' }).click();
    const lane = page.getByRole('group', { name: /^Send A automation of Flute/ });
    const box = await lane.boundingBox();
    if (box === null) throw new Error('no automation lane');
    await page.mouse.dblclick(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await expect(lane.getByRole('slider')).toHaveCount(1);
    const knob = page.getByRole('slider', { name: 'Flute send to room A, automated' });
    await expect(knob).toHaveAttribute('aria-disabled', 'true');
  });

  await test.step('a parameter’s lane takes the place of its knob', async () => {
    await page.getByRole('button', { name: 'More for Flute' }).click();
    await page.getByRole('menuitem', { name: 'Automate a parameter…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Automation of Flute' });
    await dialog.getByLabel('What to automate of Flute').selectOption('Equaliser: band 2 gain');
    await dialog.getByRole('button', { name: 'Show automation' }).click();
    const lane = page.getByRole('group', { name: /^Equaliser: band 2 gain automation of Flute/ });
    await page.getByRole('button', { name: 'More for Flute' }).click();
    await page.getByRole('menuitem', { name: 'Add equaliser: band 2 gain point at playhead' }).click();
    await expect(lane.getByRole('slider')).toHaveAttribute('aria-valuetext', '0.0 dB');
    await page.getByRole('button', { name: 'Band 2', exact: true }).click();
    const knob = page.getByRole('slider', { name: 'Flute band 2 gain, automated' });
    await expect(knob).toHaveAttribute('aria-disabled', 'true');
  });

  await test.step('the master gets a row of its own', async () => {
    await page.getByRole('button', { name: 'View', exact: true }).first().click();
    await page.getByRole('switch', { name: 'Master' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add level point of Master at playhead' }).click();
    const lane = page.getByRole('group', { name: /^Level automation of Master/ });
    const point = lane.getByRole('slider');
    await expect(point).toHaveAttribute('aria-valuenow', '0');
    await point.focus();
    await page.keyboard.press('ArrowDown');
    await expect(point).toHaveAttribute('aria-valuenow', '-1');
    await expect(page.getByRole('slider', { name: 'Master gain, automated' })).toBeVisible();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(page.getByRole('slider', { name: 'Master gain', exact: true })).toBeVisible();
    await expect(point).toHaveCount(0);
    await page.getByLabel('What to automate of Master').selectOption('Limiter: ceiling');
    await expect(page.getByRole('group', { name: /^Limiter: ceiling automation of Master/ })).toBeVisible();
  });
});
