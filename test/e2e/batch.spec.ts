/** A list of three files, imported and separated through the window, with a mistake in it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duo, writeWav16 } from '../integration/wav.ts';
import { expect, openAt, openDoor, test } from './door.ts';

/** Where screenshots go that somebody wants to look at. */
const shots = process.env['DIVISI_SHOTS'];
const RATE = 44_100;

/** Three recordings that differ, and a list that names them, a file that is not there, and one outside the folder. */
async function sharedFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'divisi-e2e-root-'));
  await mkdir(join(root, 'takes'));
  for (const [index, name] of ['one', 'two', 'three'].entries()) {
    writeWav16(join(root, 'takes', `${name}.wav`), duo((2 + index) * RATE, RATE), 2, RATE);
  }
  const lines = [
    'file,instruments',
    'takes/one.wav,violin;cello',
    'takes/two.wav,violin;cello',
    'takes/three.wav,',
    'takes/four.wav,violin',
    '../elsewhere.wav,violin',
  ];
  await writeFile(join(root, 'list.csv'), lines.join('\n'));
  return root;
}

test('a list with mistakes is shown, imported without them, and what came of it is summed up', async ({
  page,
}) => {
  const root = await sharedFolder();
  const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-e2e-'));
  const door = await openDoor(libraryDir, ['--root', root]);
  try {
    await openAt(page, door, '#/batch');
    await page.getByLabel('List file').setInputFiles(join(root, 'list.csv'));

    const problems = page.getByRole('region', { name: '2 problems in the list' });
    await expect(problems.getByText('list.csv, line 5, column 1')).toBeVisible();
    await expect(problems.getByText('There is no file "takes/four.wav"')).toBeVisible();
    await expect(problems.getByText('"../elsewhere.wav" lies outside the folder')).toBeVisible();
    await expect(page.getByRole('row', { name: /takes\/one\.wav Violin, Cello/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /takes\/three\.wav as chosen below/ })).toBeVisible();

    const start = page.getByRole('button', { name: 'Start with 3 files' });
    await expect(start).toBeDisabled();
    await page.getByRole('checkbox', { name: 'Leave these lines out' }).check();
    await page.getByRole('radio', { name: 'Unknown' }).check({ force: true });
    await start.click();

    const report = page.getByRole('region', { name: 'Batch of 3 files: finished' });
    await expect(report).toBeVisible({ timeout: 120_000 });
    await expect(report.getByText('2 separated · 3 imported · 1 left')).toBeVisible();
    await report.getByText('What was left or failed, and why (1)').click();
    await expect(report.getByText('takes/three.wav')).toBeVisible();

    await page.getByLabel('List file').setInputFiles(join(root, 'list.csv'));
    await page.getByRole('checkbox', { name: 'Leave these lines out' }).check();
    await page.getByRole('button', { name: 'Start with 3 files' }).click();
    await expect(report.getByText('2 used again · 3 already in the library · 1 left')).toBeVisible();

    await page.getByRole('button', { name: /^Jobs/ }).click();
    await expect(page.getByRole('dialog').getByText('Batch of 3 files: finished')).toBeVisible();
  } finally {
    await door.close();
    await rm(libraryDir, { recursive: true, force: true });
    await rm(root, { recursive: true, force: true });
  }
});

test('a list that is dropped on the library is read, with its mistakes', async ({ page }) => {
  const root = await sharedFolder();
  const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-e2e-'));
  const door = await openDoor(libraryDir, ['--root', root]);
  try {
    await openAt(page, door, '#/library');
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'night.csv', { type: 'text/csv' }));
      return transfer;
    }, 'file,instruments\ntakes/one.wav,violin\ntakes/four.wav,violin');
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: dropped });
    await expect(page.getByText('Drop to import')).toBeVisible();
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
    const problems = page.getByRole('region', { name: '1 problem in the list' });
    await expect(problems.getByText('There is no file "takes/four.wav"')).toBeVisible();
    await expect(page.getByRole('row', { name: /takes\/one\.wav Violin/ })).toBeVisible();
    if (shots !== undefined) await page.screenshot({ path: join(shots, 'dropped-list.png') });
  } finally {
    await door.close();
    await rm(libraryDir, { recursive: true, force: true });
    await rm(root, { recursive: true, force: true });
  }
});
