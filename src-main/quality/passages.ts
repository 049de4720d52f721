import type { Passage, Verdict } from '../../src-shared/contract/quality.ts';
import { verdictOf } from '../../src-shared/quality/verdict.ts';
import { together, withSpread, type Estimator } from './estimator.ts';

/** A window in which the stem sounds. */
export interface SoundingWindow {
  /** Expected SDR in dB. */
  readonly sdr: number;
  /** Energy of the stem. */
  readonly energy: number;
  /** Per source: how much of the mixture's energy both masks claim; 0 for the stem itself. */
  readonly overlaps: readonly number[];
}

/** A source is named as the partner if it accounts for at least this share of the uncertain energy. */
const STANDS_OUT = 0.5;

/**
 * Merges neighbouring windows with the same verdict, with hysteresis at the bounds. Null windows, where the stem is
 * silent, end a passage.
 * @param rest index of the source that is the rest
 */
export function passages(
  windows: readonly (SoundingWindow | null)[],
  rest: number,
  spread: Estimator['window_spread'],
): Passage[] {
  const verdicts = steady(windows.map((window) => window?.sdr ?? null));
  const found: Passage[] = [];
  let from = 0;
  while (from < windows.length) {
    const verdict = verdicts[from] ?? null;
    const next = verdicts.findIndex((other, index) => index > from && other !== verdict);
    const to = next === -1 ? windows.length : next;
    const begin = from;
    from = to;
    const inside = windows.slice(begin, to).filter((window) => window !== null);
    if (verdict === null) continue;
    found.push({
      from: begin,
      to,
      verdict,
      expected: withSpread(together(inside), spread),
      mixedWith: partner(inside, rest),
    });
  }
  return found;
}

/**
 * Hysteresis in dB: a verdict changes only when a figure is this far beyond its bound, so that passages do not flicker.
 */
const HOLD_DB = 0.5;

function steady(figures: readonly (number | null)[]): (Verdict | null)[] {
  let before: Verdict | null = null;
  return figures.map((sdr) => {
    const held = before;
    const stays =
      sdr !== null &&
      held !== null &&
      [-HOLD_DB, 0, HOLD_DB].some((shift) => verdictOf(sdr + shift) === held);
    if (sdr === null) before = null;
    else if (!stays) before = verdictOf(sdr);
    return before;
  });
}

function partner(windows: readonly SoundingWindow[], rest: number): Passage['mixedWith'] {
  const sources = windows[0]?.overlaps.length ?? 0;
  const totals = Array.from({ length: sources }, (_, source) =>
    windows.reduce((sum, { overlaps }) => sum + (overlaps[source] ?? 0), 0),
  );
  const all = totals.reduce((sum, value) => sum + value, 0);
  const most = Math.max(...totals);
  if (!(all > 0) || most < STANDS_OUT * all) return null;
  const source = totals.indexOf(most);
  return source === rest ? 'rest' : source;
}
