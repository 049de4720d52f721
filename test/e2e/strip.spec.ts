/** The strip panel: processors in a list, groups, rooms, presets, and the master's comparison with the recording. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('strips are built, moved, copied and kept; the master knows when the mix is the recording', async ({
  divisi: page,
}) => {
  await openSeparated(page, 'Open');
  const chain = page.getByRole('list', { name: 'Processors of Flute' });
  const titles = (): Promise<string[]> => chain.locator('.chain-title').allTextContents();
  await expect(chain).toBeVisible();

  await test.step('untouched, the mix is the recording', async () => {
    await page.getByRole('button', { name: 'Strip of Master' }).click();
    await expect(page.getByText('Measured while it plays')).toBeVisible();
    await page.getByRole('button', { name: /^Play/ }).click();
    await expect(page.getByText('Mix = recording')).toBeVisible();
    await page.getByRole('switch', { name: 'Limiter', exact: true }).click();
    await expect(page.getByText('Mix = recording')).toBeVisible();
    await page.getByRole('button', { name: 'Strip of Flute' }).click();
  });

  await test.step('a processor is added, moved by keys, and removed', async () => {
    await page.getByRole('button', { name: 'Add processor' }).click();
    await page.getByRole('menuitem', { name: 'Utility' }).click();
    await expect.poll(titles).toEqual(['High-pass', 'Equaliser', 'Compressor', 'Utility']);
    await chain.getByRole('button', { name: 'Utility', exact: true }).press('Alt+ArrowUp');
    await expect.poll(titles).toEqual(['High-pass', 'Equaliser', 'Utility', 'Compressor']);
    await page.getByRole('button', { name: 'More for compressor' }).click();
    await page.getByRole('menuitem', { name: 'Remove compressor' }).click();
    await expect.poll(titles).toEqual(['High-pass', 'Equaliser', 'Utility']);
  });

  await test.step('a band is added and removed by mouse and keys', async () => {
    await chain.getByRole('button', { name: 'Equaliser', exact: true }).click();
    const points = page.getByRole('slider', { name: /^Band \d+: arrow keys/ });
    await expect(points).toHaveCount(4);
    const graph = await page.getByRole('group', { name: 'Equaliser curve of Flute' }).boundingBox();
    if (graph === null) throw new Error('no graph');
    await page.mouse.dblclick(graph.x + graph.width * 0.25, graph.y + graph.height * 0.25);
    await expect(points).toHaveCount(5);
    await expect(points.last()).toHaveAttribute('aria-valuetext', /^Bell, .*Hz, \+.* dB, Q 0\.90$/);
    await points.last().press('Delete');
    await expect(points).toHaveCount(4);
  });

  await test.step('a preset is saved and used on another track, as a copied strip is', async () => {
    await page.getByRole('button', { name: 'Copy, paste and presets of Flute' }).click();
    await page.getByRole('menuitem', { name: 'Save as a preset…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('My winds');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Cello', exact: true }).click();
    await page.getByRole('button', { name: 'Copy, paste and presets of Cello' }).click();
    await page.getByRole('menuitem', { name: 'My winds' }).click();
    const cello = page.getByRole('list', { name: 'Processors of Cello' }).locator('.chain-title');
    await expect(cello).toHaveText(['High-pass', 'Equaliser', 'Utility']);
  });

  await test.step('a group is renamed, and the name is an edit', async () => {
    const group = page.getByRole('combobox', { name: 'Group of Cello' });
    await group.selectOption('New group');
    await page.getByRole('button', { name: 'Rename Group 1' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Low strings');
    await page.keyboard.press('Enter');
    await expect(group.locator('option:checked')).toHaveText('Low strings');
    await page.getByRole('button', { name: 'Undo rename group (Ctrl+Z)' }).click();
    await expect(group.locator('option:checked')).toHaveText('Group 1');
    await group.selectOption('No group');
  });

  await test.step('a group’s mute silences its track, and undo brings it back', async () => {
    await page.getByRole('combobox', { name: 'Group of Cello' }).selectOption('New group');
    await page.getByRole('button', { name: 'Mute Group 1' }).click();
    await page.getByRole('button', { name: 'Strip of Master' }).click();
    await expect(page.getByText('greatest difference, dBFS')).toBeVisible();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(page.getByText('Mix = recording')).toBeVisible();
  });
});
