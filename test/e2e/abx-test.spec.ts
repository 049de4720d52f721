/** An ABX test by one participant, and what the researcher sees of it. */
import { expect, test } from '@playwright/test';
import { HIDDEN_REFERENCE, planOf, type Screen } from '../../src-shared/studies/plan.ts';
import { begin, openStudy, violations } from './open-study.ts';

/** The participant takes Mild for the reference each time, and tells Strong from it each time. */
const isHeard = ({ slots }: Screen): boolean => slots.includes('c2');
const choiceOn = (screen: Screen): 'A' | 'B' => ((screen.x === 0) === isHeard(screen) ? 'A' : 'B');

test('an ABX test is taken by keyboard, and its results count what was right', async ({ browser }) => {
  const study = await openStudy({ trials: 1, participants: 2, kind: 'abx' });
  const { door, document, people } = study;
  const errors: string[] = [];
  try {
    const { origin } = new URL(door.url);
    const [person, other] = people;
    if (person === undefined || other === undefined) throw new Error('two people take part');
    // Two pairs with the reference, twice each.
    const plan = planOf(document, person.seed);
    expect(plan.map(({ slots }) => slots.includes(HIDDEN_REFERENCE))).toEqual([true, true, true, true]);
    const page = await begin(browser, `${origin}${person.path}`, errors);
    const next = page.getByRole('button', { name: 'Next' });
    const play = page.getByRole('button', { name: 'Play', exact: true });

    await test.step('a page offers A, B and X, says nothing about them, and X is one of the two', async () => {
      await page.getByRole('button', { name: 'Start' }).press('Enter');
      await expect(page.getByRole('heading', { name: 'Which sound is X?' })).toBeFocused();
      await expect(play).toBeEnabled();
      await expect(page.getByRole('button', { name: /^Listen to/ })).toHaveText(['A', 'B', 'X']);
      const html = await page.content();
      for (const secret of ['Mild', 'Strong', 'Reference', 'ref.wav', 'hidden:'])
        expect(html).not.toContain(secret);
      const sound = async (slot: number | string): Promise<Buffer> =>
        (await page.request.get(`${origin}${person.path}sound/0/${slot}`)).body();
      const [a, b, x] = [await sound(0), await sound(1), await sound('x')];
      expect(x.equals(plan[0]?.x === 0 ? a : b)).toBe(true);
      expect(a.equals(b)).toBe(false);
      expect((await page.request.get(`${origin}${person.path}sound/0/reference`)).ok()).toBe(false);
    });

    await test.step('letters switch, Space stops, and an answer is needed to go on', async () => {
      for (const name of ['B', 'X', 'A']) {
        await page.keyboard.press(name.toLowerCase());
        await expect(page.getByRole('button', { name: `Listen to ${name}` })).toHaveAttribute(
          'aria-pressed',
          'true',
        );
      }
      await page.keyboard.press(' ');
      await expect(play).toBeVisible();
      await expect(page.getByText('Choose an answer to go on.')).toBeVisible();
      await expect(next).toBeDisabled();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
        expect(await violations(page)).toEqual([]);
      }
    });

    await test.step('an answer outlasts a restart', async () => {
      await page.getByRole('radio', { name: 'X is A' }).focus();
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('radio', { name: 'X is B' })).toBeChecked();
      await expect(page.getByText('Saved', { exact: true })).toBeVisible();
      await page.reload();
      await page.getByRole('button', { name: 'Start' }).click();
      await expect(page.getByRole('radio', { name: 'X is B' })).toBeChecked();
    });

    await test.step('all pages are answered', async () => {
      for (const [number, screen] of plan.entries()) {
        await expect(page.getByText(`Page ${number + 1} of 4`)).toBeVisible();
        await page.getByRole('radio', { name: `X is ${choiceOn(screen)}` }).check();
        await next.click();
      }
      await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
    });

    await test.step('a browser in Japanese shows the page in Japanese', async () => {
      const japanese = await begin(browser, `${origin}${other.path}`, errors, { locale: 'ja' });
      await japanese.getByRole('button', { name: '始める' }).click();
      await expect(japanese.getByRole('heading', { name: 'Xはどちらの音ですか。' })).toBeVisible();
      await expect(japanese.getByRole('radio', { name: 'XはA' })).toBeVisible();
      expect(await violations(japanese)).toEqual([]);
    });

    await test.step('the researcher sees the scores and their p-values', async () => {
      const researcher = await begin(browser, door.url, errors, { viewport: { width: 1440, height: 900 } });
      await researcher.getByRole('link', { name: 'Tests' }).click();
      await researcher.getByRole('link', { name: 'Two separators' }).click();
      await researcher.getByRole('radio', { name: 'Results' }).check();
      const scores = researcher.getByRole('region', { name: 'ABX' });
      // Of two answers, two right ones happen to one guesser in four.
      await expect(scores.getByRole('row', { name: 'Strong P01 2 of 2 0.250' })).toBeVisible();
      await expect(scores.getByRole('row', { name: 'Mild P01 0 of 2 1.000' })).toBeVisible();
      expect(await violations(researcher)).toEqual([]);
    });
    expect(errors).toEqual([]);
  } finally {
    await study.close();
  }
});
