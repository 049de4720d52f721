/** Odd files, full disks and broken models in the window: each told in words, and the library goes on working. */
import { execFileSync } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  stat,
  statfs,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { wavBytes, type WavOptions } from '../support/wav.ts';
import { closeDialog, expect, openDoor, test, type Door } from './door.ts';

const root = join(import.meta.dirname, '../..');

interface FilePayload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const file = (name: string, buffer: Buffer): FilePayload => ({ name, mimeType: 'audio/wav', buffer });
const wav = (name: string, options: WavOptions = {}): FilePayload => file(name, wavBytes(options));

/** Opens the door's link and keeps bugs of the page; refused uploads may be logged by the browser. */
async function openPage(page: Page, door: Door): Promise<readonly string[]> {
  const bugs: string[] = [];
  page.on('pageerror', (error) => bugs.push(error.message));
  await page.goto(door.url);
  await expect(page.getByRole('navigation', { name: 'Divisi' })).toBeVisible();
  return bugs;
}

async function upload(page: Page, ...files: readonly FilePayload[]): Promise<void> {
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByLabel('Choose audio files').setInputFiles([...files]);
}

const rowOf = (page: Page, title: string): Locator => page.getByRole('row').filter({ hasText: title });
const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });

/** The message that is shown by itself, and the same one in the list of jobs. */
async function expectRefused(page: Page, name: string, message: RegExp): Promise<void> {
  const said = messages(page).locator('.note').filter({ hasText: name });
  await expect(said).toContainText(message);
  await said.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: /^Jobs/ }).click();
  const jobs = page.getByRole('dialog', { name: 'Jobs' });
  const item = jobs.getByRole('listitem').filter({ hasText: name });
  await expect(item).toContainText(message);
  await item.getByRole('button', { name: /^Dismiss/ }).click();
  await expect(item).toBeHidden();
  await closeDialog(page);
}

/** Nothing is wrong with the library: a good file still gets in, and reads back. */
async function expectWorks(page: Page, title: string): Promise<void> {
  await upload(page, wav(`${title}.wav`));
  await expect(rowOf(page, title)).toContainText('44.1 kHz');
  await expect(rowOf(page, title)).toContainText('0:01');
}

test('files that can not be recordings', async ({ page, door }) => {
  const bugs = await openPage(page, door);
  const whole = wavBytes({ seconds: 1 });
  const cases: readonly (readonly [FilePayload, RegExp])[] = [
    [file('empty.wav', Buffer.alloc(0)), /empty/],
    [file('header-only.wav', whole.subarray(0, 30)), /ends inside its header/],
    [wav('no-samples.wav', { seconds: 0 }), /without a single sample/],
    [file('diary.wav', Buffer.from('Dear diary, '.repeat(500))), /is not an audio file that Divisi knows/],
    [
      wav('not-a-number.wav', { format: 'f32', sample: (frame) => (frame === 1000 ? Number.NaN : 0.1) }),
      /not a number \(NaN or infinite\) at 0:00\.022/,
    ],
    [
      wav('infinite.wav', { format: 'f32', sample: (frame) => (frame === 1000 ? -Infinity : 0.1) }),
      /not a number \(NaN or infinite\) at 0:00\.022/,
    ],
    [wav('too-slow.wav', { rate: 4000 }), /4000 Hz is not supported/],
  ];
  for (const [payload, message] of cases) {
    await test.step(payload.name, async () => {
      await upload(page, payload);
      await expectRefused(page, payload.name.replace('.wav', ''), message);
    });
  }
  await expectWorks(page, 'after all of that');
  await expect(page.getByRole('row')).toHaveCount(2);
  // The one recording's audio, and its sidecar once that is written.
  const audio = await readdir(join(door.libraryDir, 'audio'));
  expect(audio.filter((name) => !name.endsWith('.json'))).toHaveLength(1);
  expect(await readdir(join(door.libraryDir, 'serve/uploads'), { recursive: true })).not.toContain(/wav$/);
  expect(bugs).toEqual([]);
});

test('files that are odd, but recordings', async ({ page, door }) => {
  const bugs = await openPage(page, door);
  await upload(
    page,
    file('broken off.wav', wavBytes({ seconds: 2 }).subarray(0, 44 + 44_100 * 4)),
    wav('one sample.wav', { seconds: 1 / 44_100 }),
    wav('silence.wav', { sample: () => 0 }),
    wav('slow.wav', { rate: 8000 }),
    wav('fast.wav', { rate: 192_000, format: 's24' }),
    wav('弦楽四重奏 🎻🎶.wav'),
    file('flac by content.wav', await readFile(join(root, 'assets/demo/parts/flute.flac'))),
  );
  await expect(rowOf(page, 'broken off')).toContainText('0:01.000 of 0:02.000 are there and were imported');
  await expect(rowOf(page, 'silence')).toContainText('All samples of this recording are silent');
  await expect(rowOf(page, 'one sample')).toContainText('one sample.wav');
  await expect(rowOf(page, 'slow')).toContainText('8 kHz');
  await expect(rowOf(page, 'fast')).toContainText('192 kHz');
  await expect(rowOf(page, 'flac by content')).toContainText('FLAC');
  await rowOf(page, '弦楽四重奏 🎻🎶').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('弦楽四重奏 🎻🎶');
  await page.getByRole('link', { name: 'Library' }).first().click();
  await rowOf(page, 'broken off').getByRole('link').click();
  await expect(page.getByRole('note')).toContainText('The file breaks off');
  expect(bugs).toEqual([]);
});

test('eight channels: the window asks which to take', async ({ page, door }) => {
  const bugs = await openPage(page, door);
  await upload(page, wav('surround.wav', { channels: 8 }));
  await expect(messages(page)).toContainText('This file has 8 channels');
  // Another window, or this one after a reload or a restart, can choose as well.
  await page.reload();
  await page.getByRole('button', { name: /^Jobs/ }).click();
  await page.getByRole('button', { name: 'Choose channels…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose channels' });
  await dialog.getByLabel('Left, or mono').selectOption('2');
  await dialog.getByLabel('Right').selectOption('3');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(rowOf(page, 'surround')).toContainText('stereo');
  expect(bugs).toEqual([]);
});

test('an instrument that the model does not know', async ({ page, door }) => {
  const bugs = await openPage(page, door);
  await upload(page, wav('trio.wav'));
  await rowOf(page, 'trio').getByRole('link').click();
  const add = async (instrument: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add a player' }).click();
    await page.getByRole('menuitem', { name: instrument, exact: true }).click();
  };
  const separate = page.getByRole('button', { name: 'Separate', exact: true });
  await add('Piano');
  await expect(page.getByText('the model does not separate this instrument')).toBeVisible();
  await expect(page.getByText('None of these players can be separated')).toBeVisible();
  await expect(separate).toBeDisabled();
  await add('Violin');
  await expect(separate).toBeEnabled();
  await separate.click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Open' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/piano.*rest/i);
  expect(bugs).toEqual([]);
});

test('a file that went away, and a folder without audio', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-bad-'));
  const music = join(folder, '音楽 🎼');
  await mkdir(music);
  await mkdir(join(folder, 'papers'));
  await writeFile(join(folder, 'papers', 'notes.txt'), 'no audio');
  const path = join(music, 'セロ.wav');
  await writeFile(path, wavBytes());
  const door = await openDoor(join(folder, 'library'), ['--root', folder]);
  const bugs = await openPage(page, door);
  const browse = async (): Promise<Locator> => {
    await page.getByRole('button', { name: /^Import/ }).click();
    await page
      .getByRole('radio', { name: 'Read in place' })
      .or(page.getByText('On the host…'))
      .first()
      .click();
    return page.getByRole('dialog', { name: 'Import recordings' });
  };

  await test.step('a folder without audio', async () => {
    const dialog = await browse();
    await dialog.getByLabel('Import papers').check();
    await dialog.getByRole('button', { name: 'Import 1 item' }).click();
    await expect(dialog.getByRole('alert')).toContainText('There is no audio file in "papers"');
    await closeDialog(page);
  });

  await test.step('gone between choosing and importing', async () => {
    const dialog = await browse();
    await dialog.getByText('Read in place').click();
    await dialog.getByRole('button', { name: '音楽 🎼' }).click();
    await dialog.getByLabel('Import セロ.wav').check();
    await rm(path);
    await dialog.getByRole('button', { name: 'Import 1 item' }).click();
    await expect(dialog.getByRole('alert')).toContainText('"セロ.wav" is no longer there');
    await writeFile(path, wavBytes());
    await dialog.getByRole('button', { name: 'Import 1 item' }).click();
    await expect(dialog).toBeHidden();
    await expect(rowOf(page, 'セロ')).toContainText('44.1 kHz');
    await expect(rowOf(page, 'セロ').getByRole('progressbar')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Jobs', exact: true })).toBeVisible();
  });

  await test.step('gone after the import, and back', async () => {
    await rm(path);
    await page.reload();
    await expect(rowOf(page, 'セロ')).toContainText('is not where it was');
    await rowOf(page, 'セロ').getByRole('link').click();
    await expect(page.getByRole('note')).toContainText('Put the file back');
    await writeFile(path, wavBytes());
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('セロ');
    // The note and the page's text go one after the other.
    await expect(page.getByText('is not where it was')).toHaveCount(0);
  });
  expect(bugs).toEqual([]);
  await page.goto('about:blank');
  await door.close();
  await rm(folder, { recursive: true, force: true });
});

const Manifest = z.looseObject({ title: z.string(), weights: z.looseObject({ file: z.string() }) });

test('a model whose weights are not the ones its manifest names', async ({ page }) => {
  const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-bad-'));
  const standard = join(root, 'models/harmonic-unet');
  const added = join(libraryDir, 'models/mine');
  await cp(standard, added, { recursive: true });
  const manifest = Manifest.parse(JSON.parse(await readFile(join(added, 'manifest.json'), 'utf8')));
  await writeFile(
    join(added, 'manifest.json'),
    JSON.stringify({ ...manifest, id: 'mine', title: 'My own model' }),
  );
  const weights = await open(join(added, manifest.weights.file), 'r+');
  await weights.write(Buffer.from([0xff]), 0, 1, 5000);
  await weights.close();

  const door = await openDoor(libraryDir);
  const bugs = await openPage(page, door);
  await page.getByRole('link', { name: 'Models' }).click();
  const item = page.getByRole('button', { name: /My own model/ });
  await expect(item).toContainText('Can’t be used');
  await item.click();
  await expect(page.getByRole('alert')).toContainText('are not the ones its manifest names');
  await page.getByRole('link', { name: 'Library' }).click();
  await upload(page, wav('solo.wav'));
  await rowOf(page, 'solo').getByRole('link').click();
  const broken = page.getByRole('radio', { name: /My own model/ });
  await expect(broken).toBeDisabled();
  await expect(broken).toHaveAccessibleDescription(/are not the ones its manifest names/);
  await expect(page.getByRole('radio', { name: manifest.title })).toBeChecked();
  expect(bugs).toEqual([]);
  await page.goto('about:blank');
  await door.close();
  await rm(libraryDir, { recursive: true, force: true });
});

/** A disk of its own for the library; null where this program may not mount one. */
function mountSmallDisk(path: string, megabytes: number): (() => void) | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return () => execFileSync('umount', ['-l', path]);
}

test('a disk that fills up', async ({ page }) => {
  const libraryDir = await mkdtemp(join(tmpdir(), 'divisi-full-'));
  const unmount = mountSmallDisk(libraryDir, 320);
  test.skip(unmount === null, 'a small disk can be mounted by root on Linux only');
  const door = await openDoor(libraryDir);
  const bugs = await openPage(page, door);
  const ballast = join(libraryDir, 'ballast');
  /** Leaves so many megabytes free. */
  const leave = async (megabytes: number): Promise<void> => {
    await rm(ballast, { force: true });
    const { bavail, bsize } = await statfs(libraryDir);
    try {
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - megabytes * 2 ** 20)));
    } catch (error) {
      // What a job has written meanwhile no longer fits beside it.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      await truncate(ballast, Math.max(0, (await stat(ballast)).size - megabytes * 2 ** 20));
    }
  };

  await upload(page, wav('long.wav', { seconds: 60 }));
  await rowOf(page, 'long').getByRole('link').click();
  const page1 = page.url();

  await test.step('no room for an upload', async () => {
    await leave(20);
    await page.getByRole('link', { name: 'Library' }).first().click();
    await upload(page, wav('more.wav'));
    await expectRefused(page, 'more', /no room for this upload/);
  });

  await test.step('too little room for a separation is said before it starts', async () => {
    await page.goto(page1);
    await page.getByRole('button', { name: 'Add a player' }).click();
    await page.getByRole('menuitem', { name: 'Violin', exact: true }).click();
    await expect(page.getByText('There is not enough free disk space.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeDisabled();
  });

  await test.step('a disk that fills up while stems are written', async () => {
    await rm(ballast);
    await page.reload();
    await page.getByRole('button', { name: 'Separate', exact: true }).click();
    await expect(page.getByRole('progressbar', { name: /Separating/ })).toBeVisible();
    await leave(2);
    await expect(page.locator('.separation-error')).toContainText(/disk is full/i);
    await expect(page.locator('.separation-error')).toContainText('finished parts are kept');
    await rm(ballast);
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(page.getByRole('main').getByRole('link', { name: 'Open' })).toBeVisible();
  });
  expect(bugs).toEqual([]);
  await page.goto('about:blank');
  await door.close();
  unmount?.();
  await rm(libraryDir, { recursive: true, force: true });
});
