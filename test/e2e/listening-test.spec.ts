/** A MUSHRA session of 12 trials by two participants at once, and its results. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { planOf, type Screen } from '../../src-shared/studies/plan.ts';
import { begin, openStudy, violations } from './open-study.ts';

const TRIALS = 12;

/** What each listener gives a sound: known here, so that the export can be checked against it. */
const ratingOf = (listener: number, trial: number, key: string): number =>
  ({
    'ref:hidden': 100,
    c1: 70 + listener,
    c2: 50 + trial,
    'anchor:7kHz': 40,
    'anchor:3.5kHz': 20 - listener,
  })[key] ?? 0;

interface Taking {
  readonly page: Page;
  readonly plan: readonly Screen[];
  readonly listener: number;
}

async function rate({ page, plan, listener }: Taking, number: number): Promise<void> {
  await expect(page.getByText(`Page ${number + 1} of ${TRIALS}`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
  const screen = plan[number];
  for (const [slot, key] of (screen?.slots ?? []).entries()) {
    const value = ratingOf(listener, Number(screen?.trialId.slice(1)), key);
    await page.getByRole('slider', { name: `Rating of sound ${slot + 1}` }).fill(String(value));
  }
  await page.getByRole('button', { name: 'Next' }).click();
}

test('two participants take a test of 12 trials at once, and its export is analysed again', async ({
  browser,
}) => {
  const study = await openStudy({ trials: TRIALS, folders: 1, participants: 3 });
  const { door, document, people } = study;
  const errors: string[] = [];
  try {
    const { origin } = new URL(door.url);
    const takings = await Promise.all(
      people.slice(0, 2).map(async ({ path, seed }, listener): Promise<Taking> => {
        const page = await begin(browser, `${origin}${path}`, errors);
        return { page, plan: planOf(document, seed), listener };
      }),
    );
    const [first, second] = takings;
    const [person] = people;
    if (first === undefined || second === undefined || person === undefined)
      throw new Error('two people take part');

    await test.step('the page says nothing about the sounds, and its secret opens nothing else', async () => {
      const asked: string[] = [];
      first.page.on('request', (request) => asked.push(request.url()));
      await first.page.getByRole('button', { name: 'Start' }).click();
      await expect(first.page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
      const sounds = asked.filter((url) => url.includes('/sound/'));
      expect(sounds.map((url) => url.split('/sound/')[1])).toEqual([
        '0/reference',
        ...[0, 1, 2, 3, 4].map((slot) => `0/${slot}`),
      ]);
      const html = await first.page.content();
      for (const secret of ['Mild', 'Strong', 'ref.wav', 'anchor', 'hidden:'])
        expect(html).not.toContain(secret);
      for (const path of [
        '/',
        '/media/x/pcm',
        `${person.path}media/x/pcm`,
        `${person.path}../rpc`,
        '/assets/x.js',
      ]) {
        expect((await first.page.request.get(`${origin}${path}`)).ok(), path).toBe(false);
      }
      const wrong = await first.page.request.get(`${origin}/test/${'A'.repeat(32)}/state`);
      expect(wrong.status()).toBe(404);
      expect(await violations(first.page)).toEqual([]);
    });

    await test.step('keys play, stop and switch; a rating is not complete without a sound at 100', async () => {
      const { page } = first;
      await page.keyboard.press('2');
      await expect(page.getByRole('button', { name: 'Listen to 2' })).toHaveAttribute('aria-pressed', 'true');
      await page.keyboard.press('r');
      await expect(page.getByRole('button', { name: 'Listen to Reference' })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
      await page.getByRole('heading').click();
      await page.keyboard.press(' ');
      await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
      for (let slot = 1; slot <= 5; slot += 1) {
        await page.getByRole('slider', { name: `Rating of sound ${slot}` }).fill('40');
      }
      await expect(page.getByText('rate at least one sound 100')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled();
    });

    await test.step('a tablet that starts again goes on where it was', async () => {
      await expect(first.page.getByText('Saved', { exact: true })).toBeVisible();
      await first.page.reload();
      await first.page.getByRole('button', { name: 'Start' }).click();
      await expect(first.page.getByRole('slider', { name: 'Rating of sound 1' })).toHaveValue('40');
      await rate(first, 0);
      await expect(first.page.getByText(`Page 2 of ${TRIALS}`)).toBeVisible();
      await first.page.reload();
      await expect(first.page.getByText(`You have finished 1 of ${TRIALS} pages.`)).toBeVisible();
      await first.page.getByRole('button', { name: 'Continue where you stopped' }).click();
    });

    await test.step('both rate everything', async () => {
      await second.page.getByRole('button', { name: 'Start' }).click();
      await Promise.all(
        takings.map(async (taking) => {
          for (let number = taking === first ? 1 : 0; number < TRIALS; number += 1)
            await rate(taking, number);
          await expect(taking.page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
        }),
      );
      expect(await violations(second.page)).toEqual([]);
    });

    const researcher = await begin(browser, door.url, errors);
    await test.step('the researcher sees who is done, in both themes', async () => {
      await researcher.setViewportSize({ width: 1440, height: 900 });
      await researcher.getByRole('link', { name: 'Tests' }).click();
      await researcher.getByRole('link', { name: 'Two separators' }).click();
      for (const theme of ['dark', 'light'] as const) {
        await researcher.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await expect(researcher.locator('html')).toHaveAttribute('data-theme', theme);
        await researcher.getByRole('radio', { name: 'Design' }).check();
        await expect(researcher.getByText('Participants hear version 2.')).toBeVisible();
        expect(await violations(researcher)).toEqual([]);
        await researcher.getByRole('radio', { name: 'Participants' }).check();
        await expect(researcher.getByRole('row', { name: /P01 Finished/ })).toBeVisible();
        await expect(researcher.getByRole('row', { name: /P03 Not started/ })).toBeVisible();
        expect(await violations(researcher)).toEqual([]);
        await researcher.getByRole('radio', { name: 'Results' }).check();
        await expect(researcher.getByRole('img', { name: 'Box plots of the ratings' })).toBeVisible();
        expect(await violations(researcher)).toEqual([]);
      }
    });

    await test.step('the exported CSV gives the same figures again', async () => {
      const downloading = researcher.waitForEvent('download');
      await researcher.getByRole('button', { name: 'CSV' }).click();
      const path = await (await downloading).path();
      const [head = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
      const columns = head.split(',');
      const rows = lines.map((line) => {
        const cells = line.split(',');
        return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
      });
      expect(rows).toHaveLength(2 * TRIALS * 5);
      for (const row of rows) {
        const listener = Number(row['participant']?.slice(1)) - 1;
        const trial = Number(row['trial_id']?.slice(1));
        expect(Number(row['rating'])).toBe(ratingOf(listener, trial, row['condition_id'] ?? ''));
        // The seed gives the order again.
        const slots = planOf(document, Number(row['seed']))[Number(row['position']) - 1]?.slots ?? [];
        expect(slots[Number(row['slot']) - 1]).toBe(row['condition_id']);
      }
      const ratings = rows.filter((row) => row['condition_id'] === 'c2').map((row) => Number(row['rating']));
      const mean = ratings.reduce((sum, value) => sum + value, 0) / ratings.length;
      const sorted = ratings.sort((a, b) => a - b);
      const median = ((sorted[TRIALS - 1] ?? 0) + (sorted[TRIALS] ?? 0)) / 2;
      const shown = researcher.getByRole('region', { name: 'Ratings' }).getByRole('row', { name: /^Strong/ });
      await expect(shown).toContainText(mean.toFixed(1));
      await expect(shown).toContainText(median.toFixed(1));
    });

    await test.step('a closed link opens nothing', async () => {
      await researcher.getByRole('radio', { name: 'Participants' }).check();
      await researcher.getByRole('button', { name: 'Close the link of P03' }).click();
      await expect(researcher.getByRole('row', { name: /P03 Link closed/ })).toBeVisible();
      expect((await researcher.request.get(`${origin}${people[2]?.path ?? ''}`)).status()).toBe(404);
    });
    expect(errors).toEqual([]);
  } finally {
    await study.close();
  }
});
