import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { NamePlayers } from '../../../../../src-renderer/features/recording/naming/NamePlayers.tsx';
import type { Clips } from '../../../../../src-renderer/features/recording/naming/use-clips.ts';
import {
  AuditionContext,
  type Audition,
  type AuditionRequest,
} from '../../../../../src-renderer/ui/audition.ts';
import { setLanguage } from '../../../../../src-renderer/words/words.ts';
import type { StemSounds } from '../../../../../src-shared/contract/stem-versions.ts';
import { newStemId, stemAudioId } from '../../../../../src-shared/project/ids.ts';
import { LANGUAGES } from '../../../../../src-shared/words/language.ts';
import { findFaults } from '../../../../e2e/layout.ts';
import '../../../styles.ts';
import '../../../../../src-renderer/features/recording/naming/naming.css';

const RATE = 44_100;
const labels = ['Violin 1', 'Violin 2', 'Viola', 'Cello'];
const stems = labels.map((label) => ({ id: newStemId(), label }));
const [violin1, violin2, viola, cello] = stems.map(({ id }) => id);
if (violin1 === undefined || violin2 === undefined || viola === undefined || cello === undefined)
  throw new Error();

/** The cello is silent. */
const clips: Clips = new Map(
  stems.slice(0, 3).map(({ id, label }, index) => {
    const audioId = stemAudioId(id, 0);
    const range = { from: index * 10 * RATE, to: (index * 10 + 6) * RATE };
    return [id, { key: `clip ${id}`, title: label, audioId, sampleRate: RATE, channels: 2, ...range }];
  }),
);

const play = vi.fn<(request: AuditionRequest) => void>();
const onName = vi.fn<(sounds: StemSounds) => void>();
const onConfirm = vi.fn<() => void>();
const onClose = vi.fn<() => void>();
const silent: Audition = {
  ...{ key: null, request: null, status: 'idle', failure: null, play, stop: vi.fn() },
  position: () => null,
};
const dialog = (found: Clips | null = clips) => (
  <AuditionContext.Provider value={silent}>
    <NamePlayers {...{ stems, clips: found, from: 60 * RATE, busy: false, onName, onConfirm, onClose }} />
  </AuditionContext.Provider>
);

beforeEach(() => {
  setLanguage('en');
  vi.clearAllMocks();
});

test('each stem plays alone where it is clearest, at its time in the recording', async () => {
  await render(dialog());
  await page.getByRole('button', { name: 'Listen to the stem Violin 2 at 1:10' }).click();
  expect(play).toHaveBeenCalledWith(clips.get(violin2));
  await expect.element(page.getByText('silent')).toBeVisible();
});

test('names are chosen by keyboard; one that is taken changes places, and is announced', async () => {
  await render(dialog());
  const apply = page.getByRole('button', { name: 'Apply the names' });
  await userEvent.click(page.getByRole('button', { name: 'The names are right' }));
  expect(onConfirm).toHaveBeenCalledTimes(1);
  await userEvent.selectOptions(page.getByLabelText('Who plays the stem Viola?'), 'Violin 1');
  await expect.element(page.getByLabelText('Who plays the stem Violin 1?')).toHaveValue(viola);
  await expect.element(page.getByRole('status')).toHaveTextContent('Violin 1 is Viola, Viola is Violin 1');
  await userEvent.selectOptions(page.getByLabelText('Who plays the stem Violin 1?'), 'Violin 2');
  await expect.element(page.getByLabelText('Who plays the stem Violin 2?')).toHaveValue(viola);
  await expect.element(apply).toBeEnabled();
  for (let press = 0; press < 12 && document.activeElement !== apply.element(); press += 1) {
    await userEvent.keyboard('{Tab}');
  }
  await userEvent.keyboard('{Enter}');
  expect(onName).toHaveBeenCalledWith([
    { stem: violin2, sound: violin1 },
    { stem: viola, sound: violin2 },
    { stem: violin1, sound: viola },
  ]);
});

test('Escape closes it and changes nothing', async () => {
  await render(dialog());
  await expect.element(page.getByRole('dialog', { name: 'Name the players' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalled();
  expect(onName).not.toHaveBeenCalled();
});

test.each(LANGUAGES)('fits a small window and can be read by a screen reader, in %s', async (language) => {
  setLanguage(language);
  await render(dialog());
  await expect.element(page.getByRole('dialog')).toBeVisible();
  expect(findFaults()).toEqual([]);
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('says what it waits for', async () => {
  await render(dialog(null));
  await expect.element(page.getByText('Looking for where Viola is clearest')).toBeInTheDocument();
});
