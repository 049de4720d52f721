import type { AlignedBar } from './alignment.ts';

/** A bar of an aligned score that the recording contains. */
export interface HeardBar extends AlignedBar {
  /** Its index in the report's bars. */
  readonly index: number;
  /** Samples `[start, end)` of the recording. */
  readonly start: number;
  readonly end: number;
}

/** The bars that the recording contains, in playing order. */
export function heardBars(bars: readonly AlignedBar[]): HeardBar[] {
  return bars.flatMap((bar, index): HeardBar[] => {
    const { start, end } = bar;
    return start === null || end === null || end <= start ? [] : [{ ...bar, index, start, end }];
  });
}

/** The bar that sounds at a sample; null before the first, after the last and in a gap. */
export function barAt(bars: readonly HeardBar[], sample: number): HeardBar | null {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.start ?? Infinity) <= sample) low = middle + 1;
    else high = middle;
  }
  const bar = bars[low - 1];
  return bar === undefined || sample >= bar.end ? null : bar;
}

/** How far a sample lies into a bar, in quarter notes: an even tempo within the bar. */
export const quartersInto = ({ start, end, quarters }: HeardBar, sample: number): number =>
  ((sample - start) / (end - start)) * quarters;

/** `12.3`, the third beat of bar 12; null where no bar sounds. */
export function formatBarBeat(bars: readonly HeardBar[], sample: number): string | null {
  const bar = barAt(bars, sample);
  if (bar === null) return null;
  return `${bar.label}.${Math.floor(quartersInto(bar, sample) / bar.beat + 1e-6) + 1}`;
}

/** The sample of the bar line that lies nearest; null without any bars. The end of the last bar counts. */
export function nearestBarLine(bars: readonly HeardBar[], sample: number): number | null {
  const lines = bars.flatMap(({ start, end }, index) => (index === bars.length - 1 ? [start, end] : [start]));
  return lines.reduce<number | null>(
    (best, line) => (best === null || Math.abs(line - sample) < Math.abs(best - sample) ? line : best),
    null,
  );
}
