/** A sound input through the host's model to the output, with Chromium's fake device playing a file. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { wavBytes } from '../support/wav.ts';
import { LAUNCH_OPTIONS } from './browser.ts';
import { expect, openAt, test } from './door.ts';

const file = join(mkdtempSync(join(tmpdir(), 'divisi-input-')), 'input.wav');
writeFileSync(file, wavBytes({ rate: 48_000, channels: 1, seconds: 8 }));

test.use({
  launchOptions: {
    ...LAUNCH_OPTIONS,
    args: [
      ...LAUNCH_OPTIONS.args,
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
    ],
  },
});

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run(context: Document): Promise<AxeResults> };

test('an input is separated, mixed, measured and stopped', async ({ door, page, context }) => {
  await context.grantPermissions(['microphone']);
  await page.addInitScript(() => {
    const streams: MediaStream[] = [];
    Object.assign(window, { streams });
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      streams.push(stream);
      return stream;
    };
  });
  await openAt(page, door, '#/live');
  await expect(page.getByRole('heading', { name: 'Live input' })).toBeVisible();
  const start = page.getByRole('button', { name: 'Start' });
  const running = page
    .getByRole('status')
    .filter({ hasText: /^Running, \d+ ms behind, (no|\d+) dropouts?$/ });

  await test.step('players and wait are chosen, and it starts by keyboard', async () => {
    await page.getByRole('button', { name: 'Add a player' }).click();
    await page.getByLabel('Player 3', { exact: true }).selectOption('flute');
    await page.getByRole('button', { name: 'Remove player 1, Violin' }).click();
    await page.getByRole('radio', { name: 'Long' }).check();
    await start.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: /^Getting ready/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Measure the loop' })).toBeDisabled();
    await expect(running).toBeVisible();
  });

  await test.step('the input is taken as it is', async () => {
    const settings = await page.evaluate(
      () =>
        (window as unknown as { streams: MediaStream[] }).streams[0]?.getAudioTracks()[0]?.getSettings() ??
        null,
    );
    expect(settings).toMatchObject({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
  });

  await test.step('input and stems have levels, and a muted stem has none', async () => {
    const level = (name: string) => page.getByRole('meter', { name: `Level of ${name}` });
    for (const name of ['Input', 'Cello', 'Flute', 'Rest']) {
      await expect(level(name)).not.toHaveAttribute('aria-valuenow', '-60.0');
    }
    await page.getByRole('button', { name: 'Mute Cello' }).click();
    await expect(level('Cello')).toHaveAttribute('aria-valuenow', '-60.0');
    const fader = page.getByRole('slider', { name: 'Gain of Flute' });
    await fader.focus();
    await page.keyboard.press('ArrowUp');
    await expect(fader).not.toHaveAttribute('aria-valuenow', '0');
  });

  await test.step('the output is fitted to a listener, with a warning and a limit', async () => {
    const output = page.getByRole('region', { name: 'Output' });
    await output.getByLabel('Listener').selectOption({ label: 'N3, standard audiogram' });
    await expect(output.getByText('A fitting can be very loud.')).toBeVisible();
    await expect(output.getByLabel('Limit, dB SPL')).toHaveValue('100');
    await output.getByRole('switch', { name: 'Bypass' }).check();
  });

  await test.step('axe-core finds nothing, in either theme', async () => {
    await page.evaluate(source);
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      const found = () => page.evaluate(async () => (await axe.run(document)).violations.map(({ id }) => id));
      await expect.poll(found).toEqual([]);
    }
  });

  await test.step('without a loop nothing is measured, and it says so', async () => {
    await expect(page.getByText('what they say of themselves')).toBeVisible();
    await page.getByRole('button', { name: 'Measure the loop' }).click();
    await expect(page.getByText('The output does not reach the input')).toBeVisible();
  });

  await test.step('it stops cleanly, and again when the device vanishes', async () => {
    const live = () =>
      page.evaluate(
        () =>
          (window as unknown as { streams: MediaStream[] }).streams.flatMap((stream) =>
            stream.getTracks().filter(({ readyState }) => readyState === 'live'),
          ).length,
      );
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(start).toBeVisible();
    expect(await live()).toBe(0);
    await start.click();
    await expect(running).toBeVisible();
    // Unplugging can't be done to a fake device: the event is what the browser sends then.
    await page.evaluate(() => {
      const track = (window as unknown as { streams: MediaStream[] }).streams.at(-1)?.getAudioTracks()[0];
      track?.dispatchEvent(new Event('ended'));
    });
    await expect(page.getByRole('alert')).toContainText('The sound input has gone');
    await expect.poll(live).toBe(0);
    await expect(start).toBeEnabled();
  });

  await test.step('leaving the page ends it', async () => {
    await start.click();
    await expect(running).toBeVisible();
    await page.getByRole('link', { name: 'Library' }).click();
    await expect(page.getByRole('heading', { name: 'Live input' })).toHaveCount(0);
    await expect
      .poll(() =>
        page.evaluate(() =>
          (window as unknown as { streams: MediaStream[] }).streams.every((stream) => !stream.active),
        ),
      )
      .toBe(true);
  });
});

for (const delay of ['Long', 'Short']) {
  test(`five minutes of a duo pass without a dropout, ${delay} @long`, async ({ door, page, context }) => {
    await context.grantPermissions(['microphone']);
    await openAt(page, door, '#/live');
    await page.getByRole('radio', { name: delay }).check();
    await page.getByRole('button', { name: 'Start' }).click();
    const running = page.getByRole('status').filter({ hasText: /^Running/ });
    await expect(running).toBeVisible();
    await page.waitForTimeout(300_000);
    await expect(running).toHaveText(/, no dropouts$/);
    const [, behind = ''] = /(\d+) ms behind/.exec((await running.textContent()) ?? '') ?? [];
    expect(Number(behind)).toBeLessThan(delay === 'Short' ? 250 : 1500);
  });
}

test('a refused input says what to do', async ({ door, page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await openAt(page, door, '#/live');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('alert')).toContainText('The sound input was refused');
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
});
