/** Listening as its users meet it: who plays, what a stem sounds like, what sounds alike, tags from a few examples. */
import type { Locator, Page } from '@playwright/test';
import { wavBytes } from '../support/wav.ts';
import { expect, test } from './door.ts';

const results = (page: Page): Locator =>
  page.getByRole('table').getByRole('row').filter({ hasText: 'More like this' });

async function addTag(page: Page, title: string, tag: string): Promise<void> {
  await page.getByRole('button', { name: `Add a tag to ${title}` }).click();
  const field = page.getByRole('combobox', { name: `Add a tag to ${title}` });
  await field.fill(tag);
  await field.press('Enter');
  await expect(page.getByRole('list', { name: `Tags of ${title}` })).toContainText(tag);
  await field.press('Escape');
}

test('the demo is heard, its stems are checked, and what sounds alike is found', async ({ divisi: page }) => {
  const demo = 'Minuet in G (demo)';
  await page.getByRole('button', { name: 'Open the demo recording' }).click();
  const heard = page.getByRole('region', { name: 'What Divisi hears' });

  await test.step('who came with the demo is heard, and nobody is taken from or put into their list', async () => {
    await expect(heard).toContainText(/Divisi hears: .*flute/);
    await expect(heard).toContainText(/Divisi hears: .*cello/);
    await expect(page.getByRole('button', { name: 'Use this ensemble' })).toHaveCount(0);
  });

  await test.step('it fills an empty list, and adds only what is missing to another', async () => {
    await page.getByRole('button', { name: 'Remove Flute' }).click();
    await expect(heard).toContainText(/Not in your list .*flute/);
    await heard.getByRole('button', { name: 'Add flute' }).click();
    await expect(page.getByRole('textbox', { name: 'Name of player 2' })).toHaveValue('Flute');
    await page.getByRole('button', { name: 'Remove Flute' }).click();
    await page.getByRole('button', { name: 'Remove Cello' }).click();
    await page.getByRole('button', { name: 'Use this ensemble' }).click();
    const names = page.getByRole('textbox', { name: /^Name of player/ });
    await expect(names).not.toHaveCount(0);
    const values = await names.evaluateAll((nodes) => nodes.map((node) => (node as HTMLInputElement).value));
    expect(values).toContain('Flute');
    expect(values).toContain('Cello');
    await page.getByRole('combobox', { name: 'Preset' }).selectOption('flute-cello');
    await expect(names).toHaveCount(2);
  });

  await test.step('who plays when is read by keyboard, and as text', async () => {
    const rows = page.getByRole('slider', { name: /^Who plays when/ });
    await rows.focus();
    await rows.press('Home');
    await rows.press('PageUp');
    await expect(rows).toHaveAttribute('aria-valuetext', /^0:1\d, .*[a-z] 0\.\d\d/);
    await rows.press('Enter');
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await rows.press('Enter');
    await expect(page.getByRole('button', { name: 'Listen', exact: true })).toBeVisible();
    await heard.getByText('As text').click();
    await expect(heard.getByRole('row', { name: /^Flute/ })).toContainText(/0:\d\d–0:\d\d/);
  });

  await test.step('each stem is checked, in the list and in its track', async () => {
    const separate = page.getByRole('button', { name: 'Separate', exact: true });
    await separate.click();
    const stems = page.getByRole('list', { name: 'Stems', exact: true });
    // Both names are right. The check may also say nothing, but it must have looked and doubt neither.
    for (const name of ['Flute', 'Cello']) {
      const stem = stems.getByRole('listitem').filter({ hasText: name });
      await expect(stem).toBeVisible();
      await expect(stem).not.toContainText('listening…');
      await expect(stem).not.toContainText('sounds more like');
    }
    await addTag(page, 'Cello', 'bowed');
    await page.getByRole('main').getByRole('link', { name: 'Open' }).click();
    await expect(page.getByRole('group', { name: 'Flute track' })).not.toContainText('sounds more like');
  });

  await test.step('a selection becomes an excerpt, with its tags', async () => {
    const save = page.getByRole('button', { name: /^Save excerpt/ });
    await expect(save).toBeDisabled();
    const lane = await page.locator('.lane').first().boundingBox();
    if (lane === null) throw new Error('no lane');
    await page.mouse.move(lane.x + lane.width * 0.2, lane.y + 20);
    await page.mouse.down();
    await page.mouse.move(lane.x + lane.width * 0.4, lane.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Save excerpt' });
    await expect(dialog.getByLabel('Name')).toHaveValue(/^Flute 0:\d\d–0:\d\d$/);
    await dialog.getByLabel('Name').fill('Opening phrase');
    await dialog.getByLabel('Tags').fill('legato, solo');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'More like this' }).click();
  });

  await test.step('what sounds like it: its own stem first; filtered, heard, followed', async () => {
    await expect(page.getByRole('heading', { name: 'More like “Opening phrase”' })).toBeVisible();
    await expect(results(page).first()).toContainText('Flute');
    await expect(results(page)).toHaveCount(4);
    await page.getByRole('radio', { name: 'Stems' }).click();
    await expect(results(page)).toHaveCount(3);
    await page.getByRole('combobox', { name: 'Instrument' }).selectOption('cello');
    await expect(results(page)).toHaveCount(1);
    await page.getByRole('combobox', { name: 'Tag', exact: true }).selectOption('legato');
    await expect(page.getByText('Nothing matches these filters')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('button', { name: `Listen to Cello, ${demo}` }).click();
    await expect(page.getByRole('button', { name: `Stop Cello, ${demo}` })).toBeVisible();
    await page.getByRole('link', { name: `More like this: Cello, ${demo}` }).click();
    await expect(page.getByRole('heading', { name: 'More like “Cello”' })).toBeVisible();
    await expect(results(page).filter({ hasText: 'Opening phrase' })).toHaveCount(1);
    await page.getByRole('main').getByRole('link', { name: demo, exact: true }).last().click();
  });

  await test.step('the excerpt is on the recording’s page', async () => {
    const excerpts = page.getByRole('region', { name: 'Excerpts' });
    await expect(excerpts).toContainText('Opening phrase');
    await expect(excerpts).toContainText('legato');
    await excerpts.getByRole('button', { name: 'Delete the excerpt Opening phrase' }).click();
    await page.getByRole('button', { name: 'Delete excerpt', exact: true }).click();
    await expect(excerpts).toBeHidden();
  });
});

/** A steady tone, rich in overtones or without any, each take at its own pitch. */
function take(kind: 'reedy' | 'pure', number: number) {
  const hz = 196 * 2 ** (number / 12);
  const harmonics = kind === 'reedy' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : [1];
  const buffer = wavBytes({
    rate: 22_050,
    channels: 1,
    seconds: 4,
    sample: (frame, _channel, rate) => {
      const t = frame / rate;
      const swell = Math.min(1, t * 4) * Math.min(1, (4 - t) * 4);
      return (
        (0.25 *
          swell *
          harmonics.reduce((sum, k) => sum + Math.sin(2 * Math.PI * hz * k * t) / Math.sqrt(k), 0)) /
        3
      );
    },
  });
  return { name: `${kind} ${number}.wav`, mimeType: 'audio/wav', buffer };
}

test('a tag on a few examples proposes the others', async ({ divisi: page }) => {
  const navigation = page.getByRole('navigation', { name: 'Divisi' });
  await navigation.getByRole('link', { name: 'Tags' }).click();
  await expect(page.getByRole('heading', { name: 'No tags yet' })).toBeVisible();
  await navigation.getByRole('link', { name: 'Library' }).click();

  const reedy = [1, 2, 3, 4, 5, 6, 7].map((number) => take('reedy', number));
  const pure = [1, 3, 4, 5, 7].map((number) => take('pure', number));
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByLabel('Choose audio files').setInputFiles([...reedy, ...pure]);
  await expect(page.getByRole('link', { name: /^(reedy|pure) \d$/ })).toHaveCount(12);
  await expect(page.getByRole('button', { name: 'Jobs', exact: true })).toBeVisible();

  await test.step('one example is too few, and it says so', async () => {
    await page.getByRole('link', { name: 'reedy 1', exact: true }).click();
    await addTag(page, 'reedy 1', 'buzzing');
    await page.getByRole('link', { name: 'buzzing' }).click();
    await expect(page.getByRole('heading', { name: 'buzzing' })).toBeVisible();
    await expect(page.getByText(/^Only 1 item with this tag/)).toBeVisible();
  });

  for (const number of [2, 4, 6, 7]) {
    await navigation.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('link', { name: `reedy ${number}`, exact: true }).click();
    const title = `reedy ${number}`;
    await page.getByRole('button', { name: `Add a tag to ${title}` }).click();
    // Completed from what is in use.
    await page.keyboard.type('buz');
    await expect(page.getByRole('option', { name: /^buzzing/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: `Tags of ${title}` })).toContainText('buzzing');
  }

  const proposals = page.getByRole('list', { name: 'Proposed for buzzing' });
  const proposed = (title: string): Locator => proposals.getByRole('listitem').filter({ hasText: title });

  await test.step('with enough, the others of the kind are proposed, and how far to trust it is told', async () => {
    await navigation.getByRole('link', { name: 'Tags' }).click();
    for (const number of [3, 5]) await expect(proposed(`reedy ${number}`)).toHaveCount(1);
    await expect(page.getByText(/right for (about \d of 10|nearly all)/)).toBeVisible();
    await expect(page.getByText(/Weighted F1 0\.\d\d by|Weighted F1 1\.00 by/)).toBeVisible();
  });

  await test.step('accepted and refused by keyboard; undone; learnt from', async () => {
    await proposed('reedy 3').focus();
    await page.keyboard.press('a');
    await expect(proposed('reedy 3')).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Tagged' }).getByRole('listitem')).toHaveCount(6);
    await expect(proposals.getByRole('listitem').and(page.locator(':focus'))).toHaveCount(1);
    await proposed('reedy 5')
      .getByRole('button', { name: /^Refuse/ })
      .click();
    await expect(proposed('reedy 5')).toHaveCount(0);
    await expect(page.getByText('1 item that you refused')).toBeVisible();
    await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).last().click();
    await expect(proposed('reedy 5')).toHaveCount(1);
    await expect(page.getByText('1 item that you refused')).toHaveCount(0);
    await page.getByRole('button', { name: 'Learn from 1 answer' }).click();
    await expect(page.getByText(/^Learned from 6 items/)).toBeVisible();
  });

  await test.step('renamed and deleted', async () => {
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').getByLabel('Tag').fill('reeds');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'reeds' })).toBeVisible();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete tag' }).click();
    await expect(page.getByRole('heading', { name: 'No tags yet' })).toBeVisible();
  });
});

test('listening can be switched off, and asked for by hand', async ({ divisi: page }) => {
  const navigation = page.getByRole('navigation', { name: 'Divisi' });
  await navigation.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Listen to new recordings and stems' }).click();
  await expect(page.getByRole('switch', { name: 'Listen to new recordings and stems' })).not.toBeChecked();
  await navigation.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('button', { name: /^Import a recording/ }).click();
  await page.getByLabel('Choose audio files').setInputFiles([take('reedy', 3)]);
  await page.getByRole('link', { name: 'reedy 3', exact: true }).click();
  const heard = page.getByRole('region', { name: 'What Divisi hears' });
  await expect(heard).toContainText('Automatic listening is off');
  await heard.getByRole('button', { name: 'Find out who plays' }).click();
  await expect(heard).toContainText(/Divisi (hears:|recognises no instrument)/);
});
