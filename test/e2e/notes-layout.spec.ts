/** What appears with a selection must not move the roll: the next click would miss what it aims at. */
import { expect, goTo, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('selecting a note leaves the roll where it is, in small and large windows', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Back to the recording' }).click();
  await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeVisible();
  await goTo(page, new URL(page.url()).hash.replace('recording', 'notes'));
  const roll = page.getByRole('application');
  const give = page.getByRole('button', { name: 'Delete', exact: true });
  for (const [width, height] of [
    [900, 600],
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(give).toBeHidden();
    const before = await roll.boundingBox();
    await roll.focus();
    await page.keyboard.press('n');
    await expect(give).toBeVisible();
    expect(await roll.boundingBox(), `${width}x${height}`).toEqual(before);
    await page.keyboard.press('Escape');
  }
});
