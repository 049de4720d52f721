import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { words } from '../../words/words.ts';

/** The usual height of a row, used until a row has been measured. */
const ROW_PX = 61;
/** Rows drawn beyond both ends of the window, so that Tab and the arrow keys find the next row. */
const OVERSCAN = 3;

interface Props {
  readonly recordings: readonly Recording[];
  /** Renders one table row. */
  children: (recording: Recording, place: RowPlace) => ReactNode;
}

/** Where a row stands among all rows. */
export interface RowPlace {
  /** From 0; the row says it in `data-index` and, counted with the header from 1, in `aria-rowindex`. */
  readonly index: number;
  /** Measures the row's height. */
  readonly measure: (row: HTMLTableRowElement | null) => void;
}

/** A table that draws only the rows in view, whatever the number of recordings. */
export function RecordingTable({ recordings, children }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [view, setView] = useState<{ readonly scroller: Element; readonly marginPx: number } | null>(null);
  useLayoutEffect(() => {
    const element = body.current;
    const scroller = element === null ? null : scrollerOf(element);
    if (element === null || scroller === null) return;
    const marginPx = Math.round(
      element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop,
    );
    setView((before) =>
      before?.scroller === scroller && before.marginPx === marginPx ? before : { scroller, marginPx },
    );
  }, [recordings]);
  const marginPx = view?.marginPx ?? 0;
  // eslint-disable-next-line react-hooks/incompatible-library -- no React compiler memoises this component
  const rows = useVirtualizer({
    count: recordings.length,
    getScrollElement: () => view?.scroller ?? null,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => recordings[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollMargin: marginPx,
  });
  const drawn = rows.getVirtualItems();
  const above = (drawn[0]?.start ?? marginPx) - marginPx;
  const below = rows.getTotalSize() - ((drawn.at(-1)?.end ?? marginPx) - marginPx);
  return (
    <table className="recordings" aria-rowcount={recordings.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">{words().library.columns.recording}</th>
          <th scope="col">{words().library.columns.players}</th>
          <th scope="col" className="numeric">
            {words().library.columns.length}
          </th>
          <th scope="col">{words().library.columns.format}</th>
          <th scope="col">
            <span className="visually-hidden">{words().library.columns.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer heightPx={above} />
        {drawn.map(({ index }) => {
          const recording = recordings[index];
          return recording === undefined
            ? null
            : children(recording, { index, measure: rows.measureElement });
        })}
        <Spacer heightPx={below} />
      </tbody>
    </table>
  );
}

/** Takes the place of the rows that are not drawn. */
function Spacer({ heightPx }: { readonly heightPx: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr className="recordings-spacer" aria-hidden="true">
      <td colSpan={5} style={{ height: heightPx }} />
    </tr>
  );
}

/** The nearest ancestor that scrolls. */
function scrollerOf(element: Element): Element | null {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return document.scrollingElement;
}
