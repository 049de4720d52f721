/** Spectrograms in the editor: by key and by button, of one stem, of all, and over each other. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('stems are seen as spectrograms, one by one and over each other', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  const flute = page.getByRole('img', { name: 'Spectrogram of Flute' });

  await test.step('the selected track by key, each by its button', async () => {
    await expect(page.getByRole('img', { name: 'Waveform of Flute' })).toBeVisible();
    await page.keyboard.press('g');
    await expect(flute).toHaveAttribute('aria-busy', 'false');
    await expect(page.getByRole('img', { name: 'Waveform of Cello' })).toBeVisible();
    await page.getByRole('button', { name: /^Spectrogram of Cello/ }).click();
    await expect(page.getByRole('img', { name: 'Spectrogram of Cello' })).toBeVisible();
  });

  await test.step('the pointer reads frequency, note and level', async () => {
    const box = await flute.boundingBox();
    if (box === null) throw new Error('no spectrogram');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect(page.getByText(/^[\d.]+ k?Hz · [A-G][♯♭]?\d.* · −\d+ dB$/)).toBeVisible();
  });

  await test.step('colours and ranges change what is drawn', async () => {
    const drawn = (): Promise<string> => flute.evaluate((node: HTMLCanvasElement) => node.toDataURL());
    const inColour = await drawn();
    await page.getByRole('button', { name: 'View', exact: true }).click();
    await page.getByRole('radio', { name: 'Grey' }).check();
    await expect.poll(drawn).not.toBe(inColour);
    const inGrey = await drawn();
    await page.getByRole('slider', { name: 'To', exact: true }).press('ArrowLeft');
    await expect.poll(drawn).not.toBe(inGrey);
    await page.getByRole('switch', { name: 'All stems' }).click();
    await page.keyboard.press('Escape');
    const overlay = page.getByRole('img', { name: /^Spectrograms over each other: Flute, Cello/ });
    await expect(overlay).toHaveAttribute('aria-busy', 'false');
    await page.getByRole('button', { name: 'Mute Flute' }).click();
    await expect(page.getByRole('img', { name: /^Spectrograms over each other: Cello/ })).toBeVisible();
  });

  await test.step('all tracks at once, and back', async () => {
    await page.keyboard.press('Shift+g');
    await expect(page.getByRole('img', { name: /^Spectrogram of/ })).toHaveCount(3);
    await page.keyboard.press('Shift+g');
    await expect(page.getByRole('img', { name: /^Waveform of (Flute|Cello|Rest)/ })).toHaveCount(3);
  });
});
