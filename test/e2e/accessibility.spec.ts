/** Every page, and the dialogs of the main job, under axe-core in both themes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, goTo, openSeparated, show, test } from './door.ts';

test.use({ separated: true });

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run(context: Document): Promise<AxeResults> };

/** What axe-core finds, one line an element. */
async function violations(page: Page): Promise<string[]> {
  // Its script is injected by the debugger, which the page's Content-Security-Policy does not bind.
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { violations: found } = await axe.run(document);
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
  });
}

test('no page has a violation in any theme', async ({ divisi: page }) => {
  await openSeparated(page, 'Open');
  await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
  const editor = new URL(page.url()).hash;
  await page.getByRole('button', { name: 'Back to the recording' }).click();
  await expect(page.getByRole('button', { name: 'Separate', exact: true })).toBeEnabled();
  const recording = new URL(page.url()).hash;
  const pages = [
    '#/',
    recording,
    editor,
    editor.replace('editor', 'quality'),
    recording.replace('recording', 'notes'),
    recording.replace('recording', 'similar'),
    recording.replace('recording', 'compare'),
    '#/tags',
    '#/batch',
    '#/listeners',
    '#/calibration',
    '#/live',
    '#/studies',
    '#/models',
    '#/adapt',
    '#/storage',
    '#/settings',
  ];
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const hash of pages) {
      await test.step(`${theme} ${hash}`, async () => {
        await show(page, hash);
        expect(await violations(page)).toEqual([]);
      });
    }
    await test.step(`${theme} dialogs`, async () => {
      await goTo(page, editor);
      await expect(page.getByRole('group', { name: 'Flute track' })).toBeVisible();
      for (const button of [/^Keys and gestures/, 'Export', 'Listening level and output device']) {
        await page.getByRole('button', { name: button, exact: true }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        // While it fades in, axe-core does not take it for what covers the page; a real violation stays.
        await expect.poll(() => violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    });
  }
});
