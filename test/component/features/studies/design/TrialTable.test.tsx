import axe from 'axe-core';
import { useState } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { TrialTable } from '../../../../../src-renderer/features/studies/design/TrialTable.tsx';
import { setLanguage } from '../../../../../src-renderer/words/words.ts';
import { newStudyId } from '../../../../../src-shared/project/ids.ts';
import { newStudy, type StudyDocument } from '../../../../../src-shared/studies/study.ts';
import { LANGUAGES } from '../../../../../src-shared/words/language.ts';
import { recording, separations } from './library.ts';
import '../../../styles.ts';
import '../../../../../src-renderer/features/studies/studies.css';

vi.mock('../../../../../src-renderer/api/store.ts', async () => (await import('./library.ts')).libraryStore);
vi.mock(
  '../../../../../src-renderer/api/client.ts',
  async () => (await import('./library.ts')).libraryClient,
);

const study = (reference: boolean): StudyDocument => ({
  ...newStudy(newStudyId(), 'Fittings', 'mushra', 'How good is it?'),
  trials: [
    {
      ...{ id: 't1', name: 'First', isTraining: false, sources: {}, excerpt: null },
      reference: reference
        ? { kind: 'audio', audioId: recording.id, label: recording.title, modelId: null }
        : null,
    },
  ],
});

/** The table over a document that it changes. */
async function shown(start = study(true)) {
  let latest = start;
  function Page() {
    const [document, setDocument] = useState(start);
    latest = document;
    return (
      <main>
        <h1>Study</h1>
        <TrialTable document={document} onChange={setDocument} />
      </main>
    );
  }
  await render(<Page />);
  return () => latest;
}

const dialog = () => page.getByRole('dialog');
const button = (name: string | RegExp) => page.getByRole('button', { name });
const press = (keys: string) => userEvent.keyboard(keys);

async function violations(): Promise<string[]> {
  // A dialog that fades in has less contrast than it will have.
  await Promise.all(document.getAnimations().map(({ finished }) => finished));
  const { violations: found } = await axe.run(document);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

beforeEach(() => {
  setLanguage('en');
  document.documentElement.dataset['theme'] = 'light';
  document.documentElement.lang = 'en';
  document.title = 'Divisi';
});

describe('how a reference or a condition is heard', () => {
  test('a listener, a rule and a loss are chosen by keyboard alone, and the focus returns', async () => {
    const latest = await shown();
    const opener = button('Reference is heard: As it is');
    (opener.element() as HTMLElement).focus();
    await press('{Enter}');
    const listeners = dialog().getByRole('combobox', { name: 'Listener' });
    await expect.element(listeners).toHaveFocus();
    await expect.element(listeners.getByRole('option', { name: 'L07' })).toBeInTheDocument();
    await press('L07');
    await expect.element(dialog().getByRole('combobox', { name: 'Rule' })).toHaveValue('nal-r');
    await press('{Tab}C');
    await expect.element(dialog().getByRole('combobox', { name: 'Rule' })).toHaveValue('camfit');
    await press('{Tab}S');
    // The calibration of the library is where a new treatment begins.
    await expect.element(dialog().getByRole('textbox', { name: 'Full scale, dB SPL' })).toHaveValue('88');
    const use = dialog().getByRole('button', { name: 'Use it' });
    for (let n = 0; n < 6 && document.activeElement !== use.element(); n += 1) await press('{Tab}');
    await expect.element(use).toHaveFocus();
    await press('{Enter}');
    await expect.element(dialog()).not.toBeInTheDocument();
    expect(latest().referenceTreatment).toMatchObject({
      ...{ listener: 'L07', rule: 'camfit', loss: 'plain', fullScaleDbSpl: 88 },
    });
    await expect.element(button(/^Reference is heard: L07, CAMFIT/)).toHaveFocus();
  });

  test('Escape changes nothing; no listener makes it as it is', async () => {
    const latest = await shown();
    await button('Reference is heard: As it is').click();
    await dialog().getByRole('combobox', { name: 'Listener' }).selectOptions('L07');
    await press('{Escape}');
    await expect.element(dialog()).not.toBeInTheDocument();
    expect(latest().referenceTreatment).toBeNull();
    await button('Reference is heard: As it is').click();
    await dialog().getByRole('combobox', { name: 'Listener' }).selectOptions('L07');
    await dialog().getByRole('button', { name: 'Use it' }).click();
    await button(/^Reference is heard: L07/).click();
    await dialog().getByRole('combobox', { name: 'Listener' }).selectOptions('No fitting');
    await dialog().getByRole('button', { name: 'Use it' }).click();
    await expect.element(dialog()).not.toBeInTheDocument();
    expect(latest().referenceTreatment).toBeNull();
  });
});

describe('conditions from the library', () => {
  test('models and fittings are added at once, each with its sounds', async () => {
    const latest = await shown();
    await button('From the library…').click();
    await expect.element(dialog().getByRole('button', { name: 'Add conditions' })).toBeDisabled();
    // Only what was opened in the editor has a mix.
    await expect.element(dialog().getByRole('checkbox', { name: /^harmonic-u-net/ })).toBeVisible();
    await expect.element(dialog().getByRole('checkbox', { name: /^conv-tasnet/ })).not.toBeInTheDocument();
    const onlyOpened = dialog().getByText(/^Only separations that were opened/);
    await expect.element(onlyOpened).toBeVisible();
    await dialog().getByRole('combobox', { name: 'Part' }).selectOptions('viola');
    await expect.element(onlyOpened).not.toBeInTheDocument();
    for (const model of [/^harmonic-u-net/, /^conv-tasnet/]) {
      await dialog().getByRole('checkbox', { name: model }).click();
    }
    await dialog().getByRole('combobox', { name: 'Listener' }).selectOptions('L07');
    await dialog().getByRole('checkbox', { name: 'L07, NAL-R, linear', exact: true }).click();
    await dialog().getByRole('button', { name: 'Add 3 conditions' }).click();
    await expect.element(dialog()).not.toBeInTheDocument();
    const { conditions, trials } = latest();
    expect(conditions.map(({ name }) => name)).toEqual([
      ...['harmonic-u-net', 'conv-tasnet', 'L07, NAL-R, linear'],
    ]);
    expect(conditions[2]?.treatment).toMatchObject({ listener: 'L07', rule: 'nal-r', fullScaleDbSpl: 88 });
    const sources = conditions.map(({ id }) => trials[0]?.sources[id]);
    expect(sources).toMatchObject([
      { kind: 'audio', audioId: separations[0]?.stems[0]?.id, modelId: 'harmonic-u-net' },
      { kind: 'audio', audioId: separations[1]?.stems[0]?.id, modelId: 'conv-tasnet' },
      { kind: 'audio', audioId: recording.id },
    ]);
  });

  test('without a reference the fittings say what is missing', async () => {
    await shown(study(false));
    await button('From the library…').click();
    await dialog().getByRole('combobox', { name: 'Listener' }).selectOptions('L07');
    await expect.element(dialog().getByText(/^Choose a trial’s reference first/)).toBeVisible();
    await expect
      .element(dialog().getByRole('checkbox', { name: 'L07, NAL-R, linear', exact: true }))
      .toBeDisabled();
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(['light', 'dark'])(
    'both dialogs are accessible and fit 900 by 600 in the %s theme',
    async (theme) => {
      setLanguage(language);
      document.documentElement.lang = language;
      document.documentElement.dataset['theme'] = theme;
      await page.viewport(900, 600);
      await shown();
      const opened = page.getByRole('group').getByRole('button').first();
      for (const open of [opened, page.getByRole('button').last()]) {
        await open.click();
        await dialog().getByRole('combobox').last().selectOptions('L07');
        expect(await violations()).toEqual([]);
        const { left, right, top, bottom } = dialog().element().getBoundingClientRect();
        expect([left >= 0, top >= 0, right <= 900, bottom <= 600]).toEqual([true, true, true, true]);
        const body = dialog().element().querySelector('.dialog-body');
        expect(body?.scrollWidth).toBeLessThanOrEqual(body?.clientWidth ?? 0);
        await press('{Escape}');
        await expect.element(dialog()).not.toBeInTheDocument();
      }
    },
  );
});
