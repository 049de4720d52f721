/** A room from an impulse response that the user chooses, and one whose file is gone. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wavBytes } from '../support/wav.ts';
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('a room takes an impulse response, and says when it is missing', async ({ divisi: page, door }) => {
  await openSeparated(page, 'Open');
  await page.getByRole('button', { name: 'Strip of Room A' }).click();
  const hall = wavBytes({
    rate: 48_000,
    seconds: 1.5,
    sample: (frame, channel, rate) => Math.sin(frame * frame + channel) * Math.exp((-5 * frame) / rate),
  });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'From a file…' }).click();
  await (await chooser).setFiles({ name: 'Great Hall.wav', mimeType: 'audio/wav', buffer: hall });
  await expect(page.getByText('The impulse response “Great Hall.wav” is heard')).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Remove the impulse response Great Hall.wav' }),
  ).toBeVisible();

  await test.step('undo and redo', async () => {
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(page.getByText('Great Hall.wav').first()).toBeHidden();
    await page.getByRole('button', { name: /^Redo/ }).click();
    await expect(page.getByText('The impulse response “Great Hall.wav” is heard')).toBeVisible();
  });

  await test.step('without its file the room is silent, and nothing else is lost', async () => {
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    const folder = join(door.libraryDir, 'impulses');
    const [file = ''] = await readdir(folder);
    await rm(join(folder, file));
    await page.reload();
    await page.getByRole('button', { name: 'Strip of Room A' }).click();
    await expect(page.getByRole('alert').getByText('is no longer in the library')).toBeVisible();
    await page.getByRole('button', { name: 'Remove the impulse response Great Hall.wav' }).click();
    await expect(page.getByRole('slider', { name: /decay/i })).toBeVisible();
  });
});
