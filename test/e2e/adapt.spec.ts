/** Adapting a model to recordings of one's own, in the window, from nothing to a separation with the new model. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { findPython, pythonSearch } from '../../src-main/adaptation/python.ts';
import { CAN_FAKE_PYTHON, writeFakePython } from '../support/fake-python.ts';
import { expect, openDoor, test } from './door.ts';

const parts = join(import.meta.dirname, '../../assets/demo/parts');
const demo = 'Minuet in G (demo)';

/** The demo, and its two players alone, each declared. */
async function fillLibrary(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of player 2' })).toHaveValue('Cello');
  const library = page.getByRole('link', { name: 'Library' }).first();
  await library.click();
  await page.getByRole('button', { name: /^Import/ }).click();
  await page
    .getByLabel('Choose audio files')
    .setInputFiles(['flute', 'cello'].map((name) => join(parts, `${name}.flac`)));
  for (const [title, player] of [
    ['flute', 'Flute'],
    ['cello', 'Cello'],
  ] as const) {
    const row = page.getByRole('row').filter({ hasText: `${title}.flac` });
    await expect(row).toContainText('0:58');
    await row.getByRole('link').first().click();
    await page.getByRole('button', { name: 'Add a player' }).click();
    await page.getByRole('menuitem', { name: player, exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Name of player 1' })).toHaveValue(player);
    await library.click();
  }
}

async function openAdaptPage(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('link', { name: 'Adapt to my recordings…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Adapt to my recordings' })).toBeVisible();
}

const startButton = (page: Page): Locator => page.getByRole('button', { name: 'Start learning' });
const cardOf = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Chooses all there is to learn from and gives a name: everything but the start. */
async function fillForm(page: Page, name: string): Promise<void> {
  await page.getByRole('checkbox', { name: demo }).check();
  const found = page.getByRole('list', { name: 'Found' });
  await found.getByRole('button', { name: /^Add flute/ }).click();
  await found.getByRole('button', { name: /^Add cello/ }).click();
  const chosen = page.getByRole('list', { name: 'Chosen solos' });
  await expect(chosen.getByRole('combobox', { name: 'Who plays in flute' })).toHaveValue('flute');
  await expect(chosen.getByRole('combobox', { name: 'Who plays in cello' })).toHaveValue('cello');
  await page.getByRole('textbox', { name: 'Name of the new model' }).fill(name);
  await page.getByRole('combobox', { name: 'Training time' }).selectOption({ label: '1 min, to try it out' });
}

// Trains for the minute that is the least on offer: part of `npm run test:long`.
test(
  'a model learns from recordings, is heard beside what it was, kept and used',
  { tag: '@long' },
  async ({ divisi: page }) => {
    const search = pythonSearch({ ownFolder: '/nowhere', isTrusted: false, cwd: tmpdir() });
    const { problem } = await findPython(search);
    test.skip(problem !== null, problem?.message);
    await fillLibrary(page);
    await openAdaptPage(page);
    const card = cardOf(page, 'My duo');

    await test.step('what lacks is said until it can begin', async () => {
      await expect(startButton(page)).toBeDisabled();
      await expect(page.getByText('Choose recordings, solos, or preferably both.')).toBeVisible();
      await fillForm(page, 'My duo');
      await expect(page.getByRole('list', { name: 'What will happen' })).toContainText(
        'solos of 2 instruments',
      );
      await startButton(page).click();
      await expect(page.getByRole('textbox', { name: 'Name of the new model' })).toHaveValue('');
    });

    await test.step('it tells how far it is, stops when asked, and goes on', async () => {
      const bar = card.getByRole('progressbar', { name: 'Adapting My duo' });
      await expect(bar).toHaveAttribute('aria-valuetext', /Scoring the model as it is/);
      await expect(bar).toHaveAttribute('aria-valuetext', /Learning from your .*: step \d/);
      await card.getByRole('button', { name: 'Stop' }).click();
      await expect(card).toContainText('What it learned is kept, and it can continue from there.');
      await page.reload();
      await card.getByRole('button', { name: 'Continue' }).click();
      await expect(bar).toHaveAttribute('aria-valuetext', /Learning from your .*: step \d/);
    });

    await test.step('before and after: figures and sounds', async () => {
      await expect(card.getByText('Waiting for you')).toBeVisible();
      const figures = card.getByRole('table', { name: /^Your held-back solos, mixed with each other/ });
      for (const row of [/^flute/, /^cello/, /^mean [+−]\d/]) {
        const cells = figures.getByRole('row', { name: row }).getByRole('cell');
        await expect(cells).toHaveText([/^−?\d+\.\d$/, /^−?\d+\.\d$/]);
      }
      await expect(card.getByRole('note')).toContainText(
        /(Better|Perhaps better|It did not get better): [+−]/,
      );
      const clips = card.getByRole('table', { name: /Held-back solos, mixed/ }).last();
      await expect(clips.getByRole('row', { name: /^flute/ }).getByRole('button')).toHaveCount(3);
      for (const sound of ['flute before', 'cello after', 'cello as it was']) {
        await clips.getByRole('button', { name: new RegExp(`^Listen to ${sound}`) }).click();
        await expect(clips.getByRole('button', { name: new RegExp(`^Stop ${sound}`) })).toBeVisible();
      }
      await clips.getByRole('button', { name: /^Stop cello as it was/ }).click();
      await expect(card.getByRole('alert')).toHaveCount(0);
    });

    await test.step('it is a model only once it is kept', async () => {
      await page.getByRole('link', { name: 'Models' }).first().click();
      const models = page.getByRole('list', { name: 'Installed models' });
      await expect(models.getByRole('button', { name: /^Harmonic U-Net/ })).toBeVisible();
      await expect(models.getByRole('button', { name: /^My duo/ })).toHaveCount(0);
      await page.getByRole('link', { name: 'Adapt to my recordings…' }).click();
      await card.getByRole('button', { name: /^Keep (this model|it all the same)/ }).click();
      await expect(card).toContainText('“My duo” is one of your models');
      // It can be adapted in its turn.
      const begins = page.getByRole('combobox', { name: 'Starting model' });
      await expect(begins.getByRole('option', { name: 'My duo 1.0.0' })).toHaveCount(1);
      await page.getByRole('navigation', { name: 'Divisi' }).getByRole('link', { name: 'Models' }).click();
      await models.getByRole('button', { name: /^My duo/ }).click();
      await expect(page.getByRole('article', { name: 'My duo' })).toContainText('your held-back solos');
    });

    await test.step('it separates', async () => {
      await page.getByRole('link', { name: 'Library' }).first().click();
      await page.getByRole('row').filter({ hasText: demo }).getByRole('link').first().click();
      await page.getByRole('radio', { name: /^My duo/ }).check();
      await page.getByRole('button', { name: 'Separate', exact: true }).click();
      await expect(page.getByRole('progressbar', { name: /Separating/ })).toBeVisible();
      await page.getByRole('main').getByRole('link', { name: 'Open' }).click();
      await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
      await expect(page.getByRole('group', { name: 'Cello track' })).toBeVisible();
    });
  },
);

test.describe('without PyTorch', () => {
  test.skip(!CAN_FAKE_PYTHON, 'scripts are no programs here');

  test('the page says what to install, looks again, and tells what came of it', async ({ page }) => {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-adapt-'));
    const named = join(folder, 'python3.mjs');
    const door = await openDoor(join(folder, 'library'), [], { DIVISI_PYTHON: named });
    await page.goto(door.url);
    await fillLibrary(page);
    await openAdaptPage(page);
    const missing = page.getByRole('note').filter({ hasText: named });

    await test.step('which Python is missing, and the commands that bring one', async () => {
      await expect(missing).toContainText('which is no Python 3.9 or newer');
      await expect(missing).toContainText(join(folder, 'library/python'));
      await expect(missing).toContainText('-m pip install torch numpy onnx');
      await fillForm(page, 'Worse');
      await expect(startButton(page)).toBeDisabled();
    });

    await test.step('once it is there, it is found', async () => {
      writeFakePython(folder);
      await missing.getByRole('button', { name: 'Look again' }).click();
      await expect(missing).toHaveCount(0);
      await page.getByRole('radio', { name: 'Predicting what is hidden' }).check();
      await expect(page.getByRole('list', { name: 'What will happen' })).toContainText(
        'hides parts of 1 recording',
      );
      await startButton(page).click();
    });

    await test.step('what did not get better is best discarded', async () => {
      const card = cardOf(page, 'Worse');
      await expect(card).toContainText('masked prediction');
      await expect(card.getByRole('note')).toContainText('It did not get better: −0.4 ± 0.3 dB');
      await expect(card.getByRole('button', { name: 'Keep it anyway' })).toBeVisible();
      await card.getByRole('button', { name: 'Discard' }).click();
      const dialog = page.getByRole('alertdialog', { name: 'Discard “Worse”?' });
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await expect(card).toHaveCount(0);
    });

    await test.step('what could not be done says why, and can be tried again', async () => {
      await fillForm(page, 'Refused');
      await startButton(page).click();
      const card = cardOf(page, 'Refused');
      await expect(card.getByRole('alert')).toContainText('There is too little to learn from.');
      await expect(card.getByRole('button', { name: 'Continue' })).toBeEnabled();
    });

    await test.step('what got better is heard, kept, and then among the models', async () => {
      await fillForm(page, 'Better');
      await startButton(page).click();
      const card = cardOf(page, 'Better');
      await expect(card.getByText('Waiting for you')).toBeVisible();
      const figures = card.getByRole('table', { name: /^Your held-back solos, mixed with each other/ });
      await expect(figures.getByRole('row', { name: /^violin/ }).getByRole('cell')).toHaveText([
        '6.0',
        '6.8',
      ]);
      await expect(card.getByRole('button', { name: /^Listen to violin after/ })).toBeVisible();
      await card.getByRole('button', { name: 'Keep this model' }).click();
      await expect(card).toContainText('“Better” is one of your models');
      await page.getByRole('navigation', { name: 'Divisi' }).getByRole('link', { name: 'Models' }).click();
      const models = page.getByRole('list', { name: 'Installed models' });
      await expect(models.getByRole('button', { name: /^Better/ })).toBeVisible();
    });

    await page.goto('about:blank');
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });
});
