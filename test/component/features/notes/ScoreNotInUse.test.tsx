import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { AlignmentReport } from '../../../../src-shared/project/alignment.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { isScoreReplaced, ScoreNotInUse } from '../../../../src-renderer/features/notes/ScoreNotInUse.tsx';

const note = (origin: 'score' | 'heard' | 'drawn') => ({
  ...{ id: origin, player: 'violin', onset: 0, offset: 100, pitch: 69, confidence: 1 },
  origin,
});

test('a score is replaced where notes were heard and none is its own', () => {
  expect(isScoreReplaced({ notes: [note('heard'), note('drawn')] })).toBe(true);
  expect(isScoreReplaced({ notes: [note('heard'), note('score')] })).toBe(false);
  expect(isScoreReplaced({ notes: [note('drawn')] })).toBe(false);
  expect(isScoreReplaced({ notes: [] })).toBe(false);
});

test('says whose the bars are, and asks before the score’s notes replace the heard ones', async () => {
  const report: AlignmentReport = {
    ...{ scoreSha256: '0'.repeat(64), title: '', repeats: 'as-written', passages: [], fit: 0.7 },
    ...{ tuningHz: 440, tempo: 1, parts: [], bars: [], anchors: [], notices: [] },
  };
  const screen = await render(
    <ScoreNotInUse {...{ recordingId: newRecordingId(), fileName: 'duo.mid', report, disabled: false }} />,
  );
  await expect.element(screen.getByText('The notes of duo.mid are not in use')).toBeVisible();
  await expect.element(screen.getByText(/bars and the page are still those of the score/)).toBeVisible();
  await screen.getByRole('button', { name: 'Use the score’s notes' }).click();
  await expect.element(screen.getByRole('alertdialog')).toBeVisible();
  await screen.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(screen.getByRole('alertdialog')).not.toBeInTheDocument();
});
