import type { HeardBar } from '../../../src-shared/project/bars.ts';
import { pixelOf, type TimelineView } from '../../ui/timeline-view.ts';

/** Between lines that are drawn, and between labels. */
const LINE_PIXELS = 9;
const LABEL_PIXELS = 30;

export interface DrawnBar {
  readonly bar: HeardBar;
  /** CSS pixels from the lane's left. */
  readonly x: number;
  readonly labelled: boolean;
}

/** The bars whose lines are in sight, far enough apart to be told from each other; pinned and chosen ones are always there. */
export function visibleBars(
  bars: readonly HeardBar[],
  view: TimelineView,
  width: number,
  pinned: ReadonlySet<number>,
  chosen: HeardBar | null,
): DrawnBar[] {
  let [line, label] = [-Infinity, -Infinity];
  return bars.flatMap((bar): DrawnBar[] => {
    const x = pixelOf(view, bar.start);
    if (x < -LINE_PIXELS || x > width) return [];
    const matters = pinned.has(bar.index) || bar.index === chosen?.index;
    if (!matters && x - line < LINE_PIXELS) return [];
    line = x;
    const labelled = x - label >= LABEL_PIXELS;
    if (labelled) label = x;
    return [{ bar, x, labelled }];
  });
}

/** Shortest bar that a move may leave, in shares of what there is between the lines that stay. */
const LEAST_SHARE = 0.02;
/** As many bars as follow a pin. */
const REACH_BARS = 8;

/** Where a bar's line may go: between the pins beside it, or the lines that are as far as a pin reaches. */
export function movedLine(
  bars: readonly HeardBar[],
  bar: HeardBar,
  sample: number,
  pinned: ReadonlySet<number>,
): number {
  const at = bars.findIndex(({ index }) => index === bar.index);
  const stays = (other: HeardBar, distance: number): boolean =>
    pinned.has(other.index) || distance >= REACH_BARS;
  const before = bars.findLast((other, index) => index < at && stays(other, at - index));
  const after = bars.find((other, index) => index > at && stays(other, index - at));
  const from = before?.start ?? 0;
  const to = after?.start ?? bars.at(-1)?.end ?? bar.end;
  const room = Math.ceil(LEAST_SHARE * (to - from));
  return Math.round(Math.max(from + (before === undefined ? 0 : room), Math.min(to - room, sample)));
}

/** The bar that a step reaches: from the one at the playhead if none is chosen. */
export function neighbourBar(
  bars: readonly HeardBar[],
  chosen: HeardBar | null,
  by: -1 | 1,
  position: number,
): HeardBar | null {
  if (chosen === null) return bars.findLast(({ start }) => start <= position) ?? bars[0] ?? null;
  const at = bars.findIndex(({ index }) => index === chosen.index);
  return bars[Math.max(0, Math.min(bars.length - 1, at + by))] ?? null;
}
