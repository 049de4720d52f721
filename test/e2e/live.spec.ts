/** Listening to a separation while it runs, as its users do: press Separate, solo a stem, meet the edge, go on. */
import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, openAt, openDoor, test, type Door } from './door.ts';

/** The demo's rate times 8 bytes a stereo frame. */
const SECOND_BYTES = 44_100 * 8;

/** Stops and continues the door's children: how far a separation got must not depend on how fast this machine is. */
function signalTasks({ pid }: Door, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child !== undefined && parent === pid) process.kill(child, signal);
  }
}

/** Seconds of the running separation's shortest stem that are in its file. */
async function separatedSeconds({ libraryDir }: Door): Promise<number> {
  const folder = join(libraryDir, 'stems');
  const [separation] = await readdir(folder);
  if (separation === undefined) return 0;
  const names = (await readdir(join(folder, separation))).filter((name) => name.endsWith('.wav.part'));
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, separation, name))).size),
  );
  return sizes.length === 0 ? 0 : Math.min(...sizes) / SECOND_BYTES;
}

/** Lets the separation run until its stems hold so many seconds, then stops it where it is. */
async function separateUntil(door: Door, seconds: number): Promise<void> {
  signalTasks(door, 'SIGCONT');
  await expect.poll(() => separatedSeconds(door), { intervals: [10] }).toBeGreaterThan(seconds);
  // A moment more: it tells ten times a second what it wrote.
  await sleep(250);
  signalTasks(door, 'SIGSTOP');
}

const player = (page: Page): Locator => page.getByRole('region', { name: /^Listen/ });
const slider = (page: Page): Locator => player(page).getByRole('slider', { name: 'Position' });
const state = (page: Page): Locator => player(page).getByRole('status');
const finished = (page: Page): Locator =>
  page.getByRole('main').getByRole('link', { name: 'Open the tracks' });

const secondsOf = (text: string | null): number => {
  const [, minutes = '0', rest = '0'] = /(\d+):([\d.]+)/.exec(text ?? '') ?? [];
  return Number(minutes) * 60 + Number(rest);
};
const seconds = async (page: Page): Promise<number> =>
  secondsOf(await player(page).getByRole('timer', { name: 'Time' }).textContent());
const ready = async (page: Page): Promise<number> => Number(await slider(page).getAttribute('aria-valuemax'));

async function pressSeparate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  const separate = page.getByRole('button', { name: 'Separate', exact: true });
  await expect(separate).toBeEnabled();
  await separate.click();
}

test('a stem is heard before the separation is done, and still afterwards', async ({
  divisi: page,
  door,
}) => {
  await pressSeparate(page);
  const pressed = performance.now();
  const live = player(page);

  await test.step('it plays as soon as the first part is there', async () => {
    await separateUntil(door, 1.5);
    await expect(live).toBeInViewport({ ratio: 0.9 });
    await live.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => seconds(page), { intervals: [20] }).toBeGreaterThan(0);
    console.log(
      `    heard ${((performance.now() - pressed) / 1000).toFixed(1)} s after Separate was pressed`,
    );
    await expect(finished(page)).toHaveCount(0);
    await expect(live.getByRole('heading', { name: 'Listen while it separates' })).toBeVisible();
    await live.getByRole('button', { name: 'Pause' }).click();
    await slider(page).press('Home');
  });

  await test.step('a stem is soloed', async () => {
    await live.getByRole('button', { name: 'Solo Flute' }).click();
    await slider(page).press(' ');
    const level = (name: string): Locator => live.getByRole('meter', { name: `${name} level` });
    await expect(level('Flute')).not.toHaveAttribute('aria-valuenow', '-60.0');
    await expect(level('Cello')).toHaveAttribute('aria-valuenow', '-60.0');
    await expect(level('Rest')).toHaveAttribute('aria-valuenow', '-60.0');
  });

  await test.step('at the edge it waits, says so, and goes on by itself', async () => {
    const edge = await ready(page);
    await slider(page).press('End');
    await expect(state(page)).toHaveText('Waiting for the next part');
    await page.waitForTimeout(300);
    expect(await seconds(page)).toBeLessThanOrEqual(edge);
    await separateUntil(door, edge + 3);
    await expect.poll(() => seconds(page)).toBeGreaterThan(edge + 0.5);
    await expect(finished(page)).toHaveCount(0);
  });

  await test.step('a window that is loaded again finds it', async () => {
    await page.reload();
    await expect(state(page)).toHaveText('Ready to listen');
    expect(await ready(page)).toBeGreaterThan(3);
    await live.getByRole('button', { name: 'Solo Cello' }).click();
    await slider(page).press('ArrowRight');
    await expect.poll(() => seconds(page)).toBe(1);
    await live.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => seconds(page)).toBeGreaterThan(1.2);
  });

  await test.step('it plays on when the separation is done, and in the editor', async () => {
    signalTasks(door, 'SIGCONT');
    await expect(finished(page)).toBeVisible();
    await expect(live.getByRole('heading', { name: 'Listen', exact: true })).toBeVisible();
    await expect(live.getByRole('button', { name: 'Solo Cello' })).toHaveAttribute('aria-pressed', 'true');
    await slider(page).press('Home');
    const play = live.getByRole('button', { name: 'Play' });
    if (await play.isVisible()) await play.click();
    await expect.poll(() => seconds(page)).toBeGreaterThan(2);
    await finished(page).click();
    await expect(page.getByRole('radio', { name: 'Track' })).toBeChecked();
    const position = page.getByRole('timer', { name: 'Position' });
    await expect.poll(async () => secondsOf(await position.textContent())).toBeGreaterThan(2.5);
    await expect(page.getByRole('button', { name: 'Pause (Space)' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  });
});

test('a program that only reads the library waits, and hears what is finished', async ({
  divisi: page,
  door,
  context,
}) => {
  await pressSeparate(page);
  await separateUntil(door, 1.5);
  await expect(player(page)).toBeVisible();
  const reader = await openDoor(door.libraryDir, ['--read-only']);
  try {
    const other = await context.newPage();
    await openAt(other, reader, new URL(page.url()).hash);
    // The unfinished stems are another program's: it tells what goes on and offers nothing that could not be heard.
    await expect(other.getByRole('progressbar', { name: /Separating/ })).toBeVisible();
    await expect(player(other)).toHaveCount(0);
    await expect(other.getByRole('button', { name: 'Separate', exact: true })).toBeDisabled();
    signalTasks(door, 'SIGCONT');
    await expect(finished(page)).toBeVisible();
    await finished(other).click();
    await expect(other.getByRole('group', { name: 'Flute track' })).toBeVisible();
    await other.getByRole('button', { name: 'Play (Space)' }).click();
    const position = other.getByRole('timer', { name: 'Position' });
    await expect.poll(async () => secondsOf(await position.textContent())).toBeGreaterThan(1);
    await other.close();
  } finally {
    await reader.close();
  }
});

test('two windows listen to one separation, and a cancel ends both', async ({
  divisi: page,
  door,
  context,
}) => {
  await pressSeparate(page);
  await separateUntil(door, 1.5);
  const other = await context.newPage();
  await other.goto(page.url());
  for (const one of [page, other]) {
    await player(one).getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => seconds(one)).toBeGreaterThan(0);
  }
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).first().click();
  for (const one of [page, other]) {
    await expect(player(one)).toHaveCount(0);
    await expect(one.getByText(/^Cancelled\. Start again/)).toBeVisible();
  }
  await other.close();
});
