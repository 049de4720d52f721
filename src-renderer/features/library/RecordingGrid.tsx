import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { words } from '../../words/words.ts';
import { rowIdOf } from './RecordingTable.tsx';
import type { Cursor } from './selection/use-selection.ts';
import { useScroller } from './use-scroller.ts';

/** The least width of a tile, and the space between tiles. */
const TILE_PX = 160;
const GAP_PX = 16;
/** Below the picture, a tile has two lines of text. */
const TEXT_PX = 50;
const OVERSCAN = 1;
/** The bar below the list covers this much of it. */
const DOCK_PX = 72;

interface Props {
  readonly total: number;
  /** Undefined for a recording that has not arrived yet. */
  at: (index: number) => Recording | undefined;
  /** Called with the recordings `[first, end)` that are drawn. */
  need: (first: number, end: number) => void;
  readonly cursor: Cursor | null;
  onKeyDown: (event: KeyboardEvent<HTMLElement>, columns: number) => void;
  /** Renders one tile. */
  children: (recording: Recording, place: TilePlace) => ReactNode;
}

/** Where a tile stands among all. */
export interface TilePlace {
  readonly index: number;
  readonly tileId: string;
  readonly isCursor: boolean;
  readonly total: number;
}

/**
 * Recordings as tiles, of which only those in view are drawn. Like the table, the list keeps the focus itself and points to
 * the current tile.
 */
export function RecordingGrid({ total, at, need, cursor, onKeyDown, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const { element: scroller, marginPx } = useScroller(list, total);
  const width = useWidth(list);
  const columns = Math.max(1, Math.floor((width + GAP_PX) / (TILE_PX + GAP_PX)));
  const tilePx = (width - (columns - 1) * GAP_PX) / columns;
  const rowPx = Math.round(tilePx + TEXT_PX + GAP_PX);
  // eslint-disable-next-line react-hooks/incompatible-library -- no React compiler memoises this component
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(total / columns),
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: marginPx,
    scrollPaddingEnd: DOCK_PX,
  });
  const { measure, scrollToIndex } = rows;
  useLayoutEffect(() => measure(), [measure, rowPx]);
  const drawn = rows.getVirtualItems();
  const first = (drawn[0]?.index ?? 0) * columns;
  const end = Math.min(total, ((drawn.at(-1)?.index ?? -1) + 1) * columns);
  useEffect(() => need(first, end), [need, first, end]);
  useEffect(() => {
    if (cursor?.reveal === true) scrollToIndex(Math.floor(cursor.index / columns), { align: 'auto' });
    // Only a new cursor scrolls.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [cursor]);
  const isDrawn = cursor !== null && cursor.index >= first && cursor.index < end;
  return (
    <div
      ref={list}
      className="recording-tiles"
      role="listbox"
      aria-label={words().library.columns.recordings}
      aria-multiselectable="true"
      aria-activedescendant={isDrawn ? rowIdOf(cursor.index) : undefined}
      tabIndex={0}
      style={{ height: rows.getTotalSize() }}
      onKeyDown={(event) => onKeyDown(event, columns)}
    >
      <div
        role="presentation"
        className="recording-tiles-drawn"
        style={{
          top: (drawn[0]?.start ?? marginPx) - marginPx,
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridAutoRows: rowPx - GAP_PX,
        }}
      >
        {Array.from({ length: Math.max(0, end - first) }, (_, place) => {
          const index = first + place;
          const recording = at(index);
          return recording === undefined ? (
            <div key={`waiting ${index}`} role="presentation" className="recording-tile" aria-busy="true" />
          ) : (
            children(recording, {
              index,
              total,
              tileId: rowIdOf(index),
              isCursor: cursor?.index === index,
            })
          );
        })}
      </div>
    </div>
  );
}

/** The width of an element, 0 before it is known. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    // It is called once at the beginning, too.
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
