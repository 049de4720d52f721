import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { BatchPreview } from '../../../../src-shared/contract/batch.ts';
import { PreviewTable } from '../../../../src-renderer/features/batch/PreviewTable.tsx';

const file = (name: string): BatchPreview['files'][number] => ({
  ...{ name, players: null, score: null, modelId: null },
});

test('mistakes come with their place and can be left out', async () => {
  const preview: BatchPreview = {
    files: [{ ...file('one.wav'), players: 'heard', score: 'one.mid' }, file('two.wav')],
    problems: [
      {
        list: 'night.csv',
        line: 4,
        column: 9,
        mistake: 'no-such-file',
        about: 'three.wav',
        message: 'There is no file "three.wav"',
      },
    ],
    ...{ leftOut: [], needsFolder: false },
  };
  const onLeaveOut = vi.fn();
  const screen = await render(<PreviewTable preview={preview} leaveOut={false} onLeaveOut={onLeaveOut} />);
  await expect.element(screen.getByText('night.csv, line 4, column 9')).toBeVisible();
  await expect.element(screen.getByRole('row', { name: 'one.wav whoever is heard one.mid –' })).toBeVisible();
  await expect.element(screen.getByRole('row', { name: 'two.wav as chosen below – –' })).toBeVisible();
  await screen.getByRole('checkbox', { name: 'Leave these lines out' }).click();
  expect(onLeaveOut).toHaveBeenCalledWith(true);
});

test('of a long list the first rows are drawn, and how many more there are', async () => {
  const files = Array.from({ length: 5000 }, (_, index) => file(`take ${index}.wav`));
  const preview: BatchPreview = { files, problems: [], leftOut: [], needsFolder: false };
  const screen = await render(
    <PreviewTable preview={preview} leaveOut={false} onLeaveOut={() => undefined} />,
  );
  await expect.element(screen.getByText('and 4800 more files')).toBeInTheDocument();
  expect(screen.container.querySelectorAll('tbody tr').length).toBe(200);
});
