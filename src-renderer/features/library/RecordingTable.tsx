import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { RecordingSort } from '../../../src-shared/contract/finding.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { words } from '../../words/words.ts';
import { useMedia } from '../../ui/use-media.ts';
import { usuallyDescending } from './listing.ts';
import type { Cursor } from './selection/use-selection.ts';
import { useScroller } from './use-scroller.ts';

/** The usual height of a row, used until a row has been measured. */
const ROW_PX = 61;
/** Rows drawn beyond both ends of the window, so that Tab finds the next row. */
const OVERSCAN = 1;
/** Wide enough for columns of composer, date and quality. */
const WIDE = '(min-width: 1400px)';
/** The bar below the list covers this much of it. */
const DOCK_PX = 72;

interface Props {
  readonly total: number;
  /** Undefined for a row that has not arrived yet. */
  at: (index: number) => Recording | undefined;
  /** Called with the rows `[first, end)` that are drawn. */
  need: (first: number, end: number) => void;
  readonly sort: RecordingSort;
  onSort: (sort: RecordingSort) => void;
  /** The row that keys refer to, or null. */
  readonly cursor: Cursor | null;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Renders one table row. */
  children: (recording: Recording, place: RowPlace) => ReactNode;
}

/** Where a row stands among all rows. */
export interface RowPlace {
  /** From 0; the row says it in `data-index` and, counted with the header from 1, in `aria-rowindex`. */
  readonly index: number;
  readonly rowId: string;
  readonly isCursor: boolean;
  /** Whether the composer, the date and the quality have columns. */
  readonly isWide: boolean;
  /** Measures the row's height. */
  readonly measure: (row: HTMLTableRowElement | null) => void;
}

/**
 * A grid that draws only the rows in view, whatever the number of recordings. It keeps the focus itself and points to
 * the current row, so that a row that scrolls out of view doesn't take the focus with it.
 */
export function RecordingTable({ total, at, need, sort, onSort, cursor, onKeyDown, children }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { element: scroller, marginPx } = useScroller(body, total);
  const isWide = useMedia(WIDE);
  const columns = isWide ? 8 : 5;
  // eslint-disable-next-line react-hooks/incompatible-library -- no React compiler memoises this component
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => at(index)?.id ?? index,
    overscan: OVERSCAN,
    scrollMargin: marginPx,
    scrollPaddingEnd: DOCK_PX,
  });
  const drawn = rows.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const end = (drawn.at(-1)?.index ?? -1) + 1;
  useEffect(() => need(first, end), [need, first, end]);
  const { scrollToIndex } = rows;
  useEffect(() => {
    if (cursor?.reveal !== true) return;
    if (cursor.index === 0) scroller?.scrollTo({ top: 0 });
    else scrollToIndex(cursor.index, { align: 'auto' });
    // Only a new cursor scrolls: another margin or scroller must not move the list away from where the user scrolled it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [cursor]);
  const isDrawn = cursor !== null && cursor.index >= first && cursor.index < end;
  const above = (drawn[0]?.start ?? marginPx) - marginPx;
  const below = rows.getTotalSize() - ((drawn.at(-1)?.end ?? marginPx) - marginPx);
  return (
    <table
      className="recordings"
      role="grid"
      aria-label={words().library.columns.recordings}
      aria-multiselectable="true"
      aria-rowcount={total + 1}
      aria-activedescendant={isDrawn ? rowIdOf(cursor.index) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr aria-rowindex={1}>
          <SortHeader by="title" sort={sort} onSort={onSort}>
            {words().library.columns.recording}
          </SortHeader>
          <th scope="col" className="players-column">
            {words().library.columns.players}
          </th>
          {isWide && (
            <>
              <SortHeader by="composer" sort={sort} onSort={onSort} className="composer-column">
                {words().library.columns.composer}
              </SortHeader>
              <SortHeader by="date" sort={sort} onSort={onSort} className="date-column">
                {words().library.columns.date}
              </SortHeader>
            </>
          )}
          <SortHeader by="length" sort={sort} onSort={onSort} className="numeric length-column">
            {words().library.columns.length}
          </SortHeader>
          {isWide && (
            <SortHeader by="quality" sort={sort} onSort={onSort} className="numeric quality-column">
              {words().library.columns.quality}
            </SortHeader>
          )}
          <th scope="col" className="format-column">
            {words().library.columns.format}
          </th>
          <th scope="col" className="actions-column">
            <span className="visually-hidden">{words().library.columns.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer heightPx={above} columns={columns} />
        {drawn.map(({ index }) => {
          const recording = at(index);
          return recording === undefined ? (
            <tr key={`waiting ${index}`} data-index={index} aria-rowindex={index + 2} aria-busy="true">
              <td colSpan={columns} style={{ height: ROW_PX }} />
            </tr>
          ) : (
            children(recording, {
              index,
              rowId: rowIdOf(index),
              isCursor: cursor?.index === index,
              isWide,
              measure: rows.measureElement,
            })
          );
        })}
        <Spacer heightPx={below} columns={columns} />
      </tbody>
    </table>
  );
}

export const rowIdOf = (index: number): string => `recording-row-${index}`;

interface SortHeaderProps {
  readonly by: RecordingSort['by'];
  readonly sort: RecordingSort;
  onSort: (sort: RecordingSort) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A heading that sorts by its column; again, the other way round. */
function SortHeader({ by, sort, onSort, className, children }: SortHeaderProps) {
  const isSorted = sort.by === by;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort-header"
        onClick={() => onSort({ by, descending: isSorted ? !sort.descending : usuallyDescending(by) })}
      >
        {children}
        {isSorted && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

/** Takes the place of the rows that are not drawn. */
function Spacer({ heightPx, columns }: { readonly heightPx: number; readonly columns: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr className="recordings-spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: heightPx }} />
    </tr>
  );
}
