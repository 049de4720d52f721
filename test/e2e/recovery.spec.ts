/** A library whose database is gone: the window says so, rebuilds it, and shows everything again. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, openDoor, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];

test('a library whose database is missing is rebuilt in the window', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-e2e-'));
  const library = join(folder, 'library');
  const first = await openDoor(library);
  await page.goto(first.url);
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeEnabled();
  await page.goto('about:blank');
  await first.close();
  const audio = readdirSync(join(library, 'audio'));
  expect(audio.some((name) => name.endsWith('.json'))).toBe(true);
  rmSync(join(library, 'library.sqlite'));
  writeFileSync(join(library, 'audio', 'rec_0123456789abcdef.wav'), 'no audio');

  const second = await openDoor(library);
  await page.goto(second.url);
  await expect(page.getByRole('heading', { name: 'The library can’t be opened' })).toBeVisible();
  await expect(page.getByText(/database is missing/)).toBeVisible();
  expect(existsSync(join(library, 'library.sqlite'))).toBe(false);
  if (shots !== undefined) {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots, `recovery-${colorScheme}.png`) });
    }
  }
  await page.getByRole('button', { name: 'Rebuild the library' }).click();
  await expect(page.getByText(/1 recording, 0 separations/)).toBeVisible();
  await expect(page.getByText('audio/rec_0123456789abcdef.wav')).toBeVisible();
  // The library is open by now, but the report stays until the user has read it: longer than the window waits between
  // two attempts to reach the library.
  await page.waitForTimeout(3_000);
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'recovery-report.png') });
  await page.getByRole('button', { name: 'Open the library' }).click();
  await expect(page.getByRole('link', { name: /Minuet/ })).toBeVisible();
  expect(readdirSync(join(library, 'audio'))).toEqual(expect.arrayContaining(audio));
  await page.goto('about:blank');
  await second.close();

  // And by restoring a backup.
  rmSync(join(library, 'library.sqlite'));
  const third = await openDoor(library);
  await page.goto(third.url);
  await page
    .getByRole('button', { name: /^Restore the backup of/ })
    .first()
    .click();
  await expect(page.getByRole('link', { name: /Minuet/ })).toBeVisible();
  await page.goto('about:blank');
  await third.close();
  await rm(folder, { recursive: true });
});
