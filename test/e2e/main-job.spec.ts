/** The main job as its users do it: the demo in, separated, soloed, treated, exported, and the files measured. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { StemMetricsMeter } from '../../src-shared/dsp/metrics.ts';
import { bandLevelDb, largestDifference, readAudio, sum, type Audio } from './audio.ts';
import { closeDialog, expect, openAt, openDoor, openSeparated, test } from './door.ts';

const demoFolder = join(import.meta.dirname, '../../assets/demo');

async function separateDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  const separate = page.getByRole('button', { name: 'Separate', exact: true });
  await expect(separate).toBeEnabled();
  await separate.click();
  await expect(page.getByRole('progressbar', { name: /Separating/ })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Open' }).click();
  await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Rest track' })).toBeVisible();
}

/** Exports through the dialog and saves every file it offers. */
async function exportFiles(
  page: Page,
  what: 'mix' | 'stems',
  format: 'WAV' | 'FLAC',
  folder: string,
): Promise<string[]> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'The mix' }).setChecked(what === 'mix');
  await dialog.getByRole('checkbox', { name: 'Stems as separated' }).setChecked(what === 'stems');
  await dialog.getByRole('radio', { name: format }).click();
  await dialog.getByRole('button', { name: /^Export \d+ file/ }).click();
  const links = dialog.getByRole('link', { name: /^Download/ });
  await expect(links.first()).toBeVisible();
  const paths: string[] = [];
  for (const link of await links.all()) {
    const waiting = page.waitForEvent('download');
    await link.click();
    const download = await waiting;
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    paths.push(path);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  return paths;
}

async function typeValue(page: Page, name: RegExp, text: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

function siSdr(reference: Audio, estimate: Audio, mixture: Audio): { value: number; improvement: number } {
  const meter = new StemMetricsMeter(reference.channels.length, true);
  meter.push([...reference.channels], [...estimate.channels], [...mixture.channels]);
  const { siSdr: value, siSdrImprovement: improvement } = meter.result();
  if (value === null || improvement === null) throw new Error('the reference is silent');
  return { value, improvement };
}

test('a recording in, stems and a remix out', async ({ divisi: page, door }) => {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-main-job-'));
  const demo = await readAudio(join(demoFolder, 'demo.flac'));
  await separateDemo(page);

  await test.step('an untouched mix is the recording, bit for bit', async () => {
    const [path = ''] = await exportFiles(page, 'mix', 'WAV', folder);
    const mix = await readAudio(path);
    expect(mix.sampleFormat).toBe('s16');
    expect(mix.sampleRate).toBe(44_100);
    expect(largestDifference(mix, demo)).toBe(0);
  });

  await test.step('all files of an export come with one press', async () => {
    await page.getByRole('button', { name: /^Jobs/ }).click();
    const jobs = page.getByRole('dialog', { name: 'Jobs' });
    await expect(jobs.getByRole('button', { name: /^Download all/ })).toHaveCount(0);
    await closeDialog(page);
    const names: string[] = [];
    page.on('download', (download) => names.push(download.suggestedFilename()));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'The mix' }).uncheck();
    await dialog.getByRole('checkbox', { name: 'Stems as separated' }).check();
    await dialog.getByRole('button', { name: 'Export 3 files' }).click();
    await dialog.getByRole('button', { name: 'Download all 3 files' }).click();
    await expect.poll(() => names.length).toBe(3);
    for (const name of names) {
      await expect(dialog.getByRole('link', { name: `Download ${name}`, exact: true })).toBeVisible();
    }
    expect(new Set(names).size).toBe(3);
    page.removeAllListeners('download');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  let stems: Map<string, Audio> = new Map();
  await test.step('the exported stems add up to the recording, bit for bit', async () => {
    const paths = await exportFiles(page, 'stems', 'FLAC', folder);
    expect(paths).toHaveLength(3);
    stems = new Map(await Promise.all(paths.map(async (path) => [path, await readAudio(path)] as const)));
    expect(largestDifference(sum([...stems.values()]), demo)).toBe(0);
  });

  await test.step('each stem is nearer to its isolated part than the recording was', async () => {
    for (const player of ['flute', 'cello']) {
      const part = await readAudio(join(demoFolder, `parts/${player}.flac`));
      const stem = [...stems].find(([path]) => path.toLowerCase().includes(player))?.[1];
      if (stem === undefined) throw new Error(`no stem of the ${player}`);
      const { improvement } = siSdr(part, stem, demo);
      console.log(`    ${player}: SI-SDR improvement ${improvement.toFixed(1)} dB`);
      expect.soft(improvement).toBeGreaterThan(3);
    }
  });

  await test.step('solo and an equaliser band change the export as they say', async () => {
    const flute = [...stems].find(([path]) => /flute/i.test(path))?.[1];
    if (flute === undefined) throw new Error('no flute');
    await page.getByRole('button', { name: 'Solo Flute' }).click();
    await page.getByRole('button', { name: 'Flute', exact: true }).click();
    await page.getByRole('button', { name: 'Band 2', exact: true }).click();
    await typeValue(page, /^Flute band 2 frequency: .*type a value$/, '880');
    await typeValue(page, /^Flute band 2 gain: .*type a value$/, '-9');
    const [path = ''] = await exportFiles(page, 'mix', 'WAV', folder);
    const solo = await readAudio(path);
    const change = (hz: readonly number[]): number => bandLevelDb(solo, hz) - bandLevelDb(flute, hz);
    expect(change([878, 880, 882])).toBeCloseTo(-9, 0);
    expect(Math.abs(change([4000, 4400, 5000]))).toBeLessThan(1);
  });

  await test.step('undo and redo', async () => {
    const gain = page.getByRole('button', { name: /^Flute band 2 gain: / });
    await expect(gain).toHaveText('−9.0 dB');
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(gain).toHaveText('0.0 dB');
    await page.getByRole('button', { name: /^Redo/ }).click();
    await expect(gain).toHaveText('−9.0 dB');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  });

  await test.step('everything is as it was after closing and opening again', async () => {
    const hash = new URL(page.url()).hash;
    await page.goto('about:blank');
    await door.close();
    const again = await openDoor(door.libraryDir);
    try {
      await openAt(page, again, hash);
      await expect(page.getByRole('button', { name: 'Solo Flute' })).toHaveAttribute('aria-pressed', 'true');
      await page.getByRole('button', { name: 'Band 2', exact: true }).click();
      await expect(page.getByRole('button', { name: /^Flute band 2 gain: / })).toHaveText('−9.0 dB');
    } finally {
      await page.goto('about:blank');
      await again.close();
    }
  });
  await rm(folder, { recursive: true, force: true });
});

test.describe('over stems that are there', () => {
  test.use({ separated: true });

  test('playback moves on, seeks and compares with the original', async ({ divisi: page }) => {
    await openSeparated(page, 'Open');
    await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
    const position = page.getByRole('timer', { name: 'Position' });
    const seconds = async (): Promise<number> => {
      const [, minutes = '0', rest = '0'] = /(\d+):([\d.]+)/.exec((await position.textContent()) ?? '') ?? [];
      return Number(minutes) * 60 + Number(rest);
    };
    await page.keyboard.press('Space');
    await expect.poll(seconds).toBeGreaterThan(1);
    await page.getByRole('radio', { name: 'Original' }).click();
    await expect.poll(seconds).toBeGreaterThan(2);
    await expect(page.getByRole('meter', { name: 'Master level' })).toBeVisible();
    await page.keyboard.press('Space');
    const moved = async (): Promise<number> => {
      const before = await seconds();
      await page.waitForTimeout(300);
      return (await seconds()) - before;
    };
    await expect.poll(moved).toBe(0);
    await page.keyboard.press('Home');
    await expect.poll(seconds).toBeLessThan(0.05);
  });
});

test('a cancelled separation can be started again', async ({ divisi: page }) => {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  const separate = page.getByRole('button', { name: 'Separate', exact: true });
  await expect(separate).toBeEnabled();
  await separate.click();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  const again = page.getByRole('main').getByRole('button', { name: /again/i });
  await again.click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Open' })).toBeVisible();
});
