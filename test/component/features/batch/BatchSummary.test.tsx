import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { BatchState } from '../../../../src-shared/contract/batch.ts';
import { BatchSummary } from '../../../../src-renderer/features/batch/BatchSummary.tsx';

const running: BatchState = {
  ...{
    state: 'running',
    files: 12,
    progress: 0.25,
    phase: 'one: separating',
    secondsLeft: 90,
    failure: null,
  },
  counts: { imported: 3, existing: 1, separated: 2, usedAgain: 1, left: 1, failed: 0 },
  troubles: [{ file: 'takes/four.wav', how: 'left', message: 'A viola is too improbable' }],
};

test('a running batch shows its progress, its counts so far, and what was left and why', async () => {
  const screen = await render(<BatchSummary batch={running}>{null}</BatchSummary>);
  const bar = screen.getByRole('progressbar', { name: 'Batch of 12 files' });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '25');
  await expect
    .element(screen.getByText('2 separated · 1 used again · 3 imported · 1 already in the library · 1 left'))
    .toBeVisible();
  await screen.getByText('What was left or failed, and why (1)').click();
  await expect.element(screen.getByText('A viola is too improbable')).toBeVisible();
});

test('an ended batch has no progress any more, and says how it ended', async () => {
  const ended: BatchState = { ...running, state: 'cancelled' };
  const screen = await render(<BatchSummary batch={ended}>{null}</BatchSummary>);
  await expect.element(screen.getByRole('status')).toHaveTextContent('Batch of 12 files: cancelled');
  await expect.element(screen.getByRole('progressbar')).not.toBeInTheDocument();
});
