import { NEWEST_FIRST } from '../../../../src-shared/contract/finding.ts';
import { NO_METADATA } from '../../../../src-shared/contract/metadata.ts';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { RecordingTable } from '../../../../src-renderer/features/library/RecordingTable.tsx';
import type { Cursor } from '../../../../src-renderer/features/library/selection/use-selection.ts';
import type { ReadyRecording } from '../../../../src-shared/contract/recording.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';

const recordings = Array.from({ length: 10_000 }, (_, index): ReadyRecording => ({
  ...{ id: newRecordingId(), title: `Take ${index + 1}`, fileName: 'take.wav', state: 'ready' },
  ...{
    storage: 'reference',
    available: true,
    players: [],
    importedAt: '2026',
    isDemo: false,
    notes: [],
    metadata: NO_METADATA,
    cover: null,
    expectedSdr: null,
  },
  ...{ heard: null, format: 'wav', sampleFormat: 's16', sampleRate: 44_100, channels: 2, frames: 44_100 },
}));

/** Rows of two heights, in a box that scrolls. */
const Page = ({ cursor = null }: { readonly cursor?: Cursor | null }) => (
  <div data-testid="box" style={{ height: 500, overflow: 'auto' }}>
    <h1>Library</h1>
    <RecordingTable
      total={recordings.length}
      at={(index) => recordings[index]}
      need={() => undefined}
      sort={NEWEST_FIRST}
      onSort={() => undefined}
      cursor={cursor}
      onKeyDown={() => undefined}
    >
      {({ id, title }, { index, rowId, measure }) => (
        <tr key={id} id={rowId} ref={measure} data-index={index} aria-rowindex={index + 2}>
          <td colSpan={5} style={{ height: index % 3 === 0 ? 90 : 61 }}>
            {title}
          </td>
        </tr>
      )}
    </RecordingTable>
  </div>
);

test('draws only the rows in view, and reaches the last one', async () => {
  const screen = await render(<Page />);
  await expect.element(screen.getByText('Take 1', { exact: true })).toBeVisible();
  expect(screen.container.querySelectorAll('*').length).toBeLessThan(100);
  expect(screen.getByRole('grid').element().getAttribute('aria-rowcount')).toBe('10001');

  const box = screen.getByTestId('box').element();
  box.scrollTop = box.scrollHeight / 2;
  await expect.poll(() => firstRow(screen.container)).toBeGreaterThan(4000);
  expect(firstRow(screen.container)).toBeLessThan(6000);

  // Measuring rows on the way changes the height, so the end may need more than one step.
  await expect
    .poll(() => {
      box.scrollTop = box.scrollHeight;
      return screen.container.querySelector('tr[aria-rowindex="10001"]')?.textContent;
    })
    .toBe('Take 10000');
  expect(screen.container.querySelectorAll('*').length).toBeLessThan(100);
});

test('brings the row of the cursor into view and points to it, until it scrolls away', async () => {
  const screen = await render(<Page />);
  const grid = screen.getByRole('grid').element();
  const box = screen.getByTestId('box').element();
  expect(grid.getAttribute('aria-activedescendant')).toBeNull();

  await screen.rerender(<Page cursor={{ index: 5000, reveal: true }} />);
  await expect.poll(() => pointedAt(grid)?.textContent).toBe('Take 5001');
  const row = pointedAt(grid)?.getBoundingClientRect();
  const seen = box.getBoundingClientRect();
  expect(row?.top).toBeGreaterThanOrEqual(seen.top);
  expect(row?.bottom).toBeLessThanOrEqual(seen.bottom);

  box.scrollTop = 0;
  await expect.poll(() => grid.getAttribute('aria-activedescendant')).toBeNull();
  await screen.rerender(<Page cursor={{ index: 4000, reveal: false }} />);
  expect(box.scrollTop).toBe(0);
});

const pointedAt = (grid: Element): Element | null =>
  document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');

const firstRow = (container: Element): number =>
  Number(container.querySelector('tr[data-index]')?.getAttribute('data-index'));
