/** A paired comparison by two participants, and what the researcher sees of it. */
import { expect, test } from '@playwright/test';
import { planOf, type Screen } from '../../src-shared/studies/plan.ts';
import { begin, openStudy, violations } from './open-study.ts';

/** Strong is preferred on the first trial; on the second, neither is. */
const choiceOn = ({ trialId, slots }: Screen): string =>
  trialId === 't2' ? 'No preference' : `Sound ${slots[0] === 'c2' ? 'A' : 'B'}`;

test('pairs are compared with a reference, and the results count the preferences', async ({ browser }) => {
  const study = await openStudy({ trials: 2, participants: 2, kind: 'paired' });
  const { door, document, people } = study;
  const errors: string[] = [];
  try {
    const { origin } = new URL(door.url);
    const [person, other] = people;
    if (person === undefined || other === undefined) throw new Error('two people take part');
    const page = await begin(browser, `${origin}${person.path}`, errors);
    const play = page.getByRole('button', { name: 'Play', exact: true });

    await test.step('a page offers the reference, A and B, and says nothing about the two', async () => {
      await page.getByRole('button', { name: 'Start' }).click();
      await expect(page.getByRole('heading', { name: document.question })).toBeFocused();
      await expect(play).toBeEnabled();
      await expect(page.getByRole('button', { name: /^Listen to/ })).toHaveText(['Reference', 'A', 'B']);
      const html = await page.content();
      for (const secret of ['Mild', 'Strong', 'ref.wav']) expect(html).not.toContain(secret);
      expect((await page.request.get(`${origin}${person.path}sound/0/x`)).ok()).toBe(false);
    });

    await test.step('letters switch, Space stops, and an answer is needed to go on', async () => {
      const places = new Set<number | undefined>();
      for (const [key, name] of [
        ['b', 'B'],
        ['a', 'A'],
        ['r', 'Reference'],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole('button', { name: `Listen to ${name}` })).toHaveAttribute(
          'aria-pressed',
          'true',
        );
        places.add((await page.getByRole('button', { name: 'Listen to B' }).boundingBox())?.x);
      }
      // The icon of what is heard moves no button.
      expect(places.size).toBe(1);
      await page.keyboard.press(' ');
      await expect(play).toBeVisible();
      await expect(page.getByText('Choose an answer to go on.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
        expect(await violations(page)).toEqual([]);
      }
    });

    await test.step('both pages are answered', async () => {
      for (const [number, screen] of planOf(document, person.seed).entries()) {
        await expect(page.getByText(`Page ${number + 1} of 2`)).toBeVisible();
        await page.getByRole('radio', { name: choiceOn(screen) }).check();
        await page.getByRole('button', { name: 'Next' }).click();
      }
      await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
    });

    await test.step('a browser in Japanese shows the page in Japanese', async () => {
      const japanese = await begin(browser, `${origin}${other.path}`, errors, { locale: 'ja' });
      await japanese.getByRole('button', { name: '始める' }).click();
      await expect(japanese.getByRole('radio')).toHaveCount(3);
      await expect(japanese.getByRole('radio', { name: 'どちらともいえない' })).toBeVisible();
      expect(await violations(japanese)).toEqual([]);
    });

    await test.step('the researcher sees whose sounds are preferred', async () => {
      const researcher = await begin(browser, door.url, errors, { viewport: { width: 1440, height: 900 } });
      await researcher.getByRole('link', { name: 'Tests' }).click();
      await researcher.getByRole('link', { name: 'Two separators' }).click();
      await researcher.getByRole('radio', { name: 'Results' }).check();
      const preferences = researcher.getByRole('region', { name: 'Preferences' });
      // A tie is half a win for both: 1.5 wins against 0.5, so the worths are 3/4 and 1/4.
      await expect(preferences.getByRole('row', { name: /^Strong/ })).toHaveText(/0\.750.*1\.5 of 2/);
      await expect(preferences.getByRole('row', { name: /^Mild/ })).toHaveText(/0\.250.*0\.5 of 2/);
      await expect(preferences.getByText('2 comparisons')).toBeVisible();
      expect(await violations(researcher)).toEqual([]);
    });
    expect(errors).toEqual([]);
  } finally {
    await study.close();
  }
});
