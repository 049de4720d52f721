import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { RecordingGrid } from '../../../../src-renderer/features/library/RecordingGrid.tsx';
import type { Cursor } from '../../../../src-renderer/features/library/selection/use-selection.ts';
import { exampleRecording } from '../../../support/recording.ts';

const recordings = Array.from({ length: 10_000 }, (_, index) =>
  exampleRecording({ title: `Take ${index + 1}` }),
);
const columnsSeen: number[] = [];

const Page = ({ cursor = null }: { readonly cursor?: Cursor | null }) => (
  <div data-testid="box" style={{ width: 720, height: 500, overflow: 'auto' }}>
    <h1>Library</h1>
    <RecordingGrid
      total={recordings.length}
      at={(index) => recordings[index]}
      need={() => undefined}
      cursor={cursor}
      onKeyDown={(_, columns) => columnsSeen.push(columns)}
    >
      {({ title }, { index, tileId, total }) => (
        <div
          key={index}
          id={tileId}
          role="option"
          aria-selected="false"
          aria-setsize={total}
          data-index={index}
        >
          {title}
        </div>
      )}
    </RecordingGrid>
  </div>
);

test('draws only the tiles in view, and reaches the last one', async () => {
  const screen = await render(<Page />);
  await expect.element(screen.getByText('Take 1', { exact: true })).toBeVisible();
  expect(screen.container.querySelectorAll('*').length).toBeLessThan(60);
  const box = screen.getByTestId('box').element();
  await expect
    .poll(() => {
      box.scrollTop = box.scrollHeight;
      return screen.container.querySelector('[data-index="9999"]')?.textContent;
    })
    .toBe('Take 10000');
  expect(screen.container.querySelectorAll('*').length).toBeLessThan(60);
});

test('tells keys how many tiles a row has, and points to the tile of the cursor', async () => {
  const screen = await render(<Page />);
  const list = screen.getByRole('listbox');
  await expect.element(screen.getByText('Take 1', { exact: true })).toBeVisible();
  list.element().focus();
  list.element().dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  // Tiles of at least 160 px with 16 px between them, in 720 px.
  expect(columnsSeen.at(-1)).toBe(4);
  await screen.rerender(<Page cursor={{ index: 4000, reveal: true }} />);
  await expect.poll(() => list.element().getAttribute('aria-activedescendant')).toBe('recording-row-4000');
  expect(screen.container.querySelector('#recording-row-4000')?.textContent).toBe('Take 4001');
});
