import type { Passage, Verdict } from '../../../src-shared/contract/quality.ts';
import { verdictOf } from '../../../src-shared/quality/verdict.ts';
import { together, withSpread, type Estimator } from './estimator.ts';

/** One window of a stem that sounds in it. */
export interface SoundingWindow {
  /** Expected, dB. */
  readonly sdr: number;
  /** Of the stem. */
  readonly energy: number;
  /** By source: how much of the mixture's energy lies where both masks claim it; 0 for the stem itself. */
  readonly overlaps: readonly number[];
}

/** A partner is named where this much of all that is uncertain is shared with it. */
const STANDS_OUT = 0.5;

/**
 * Neighbouring windows of one verdict. A single window whose verdict lies one step beside that of both its neighbours
 * joins them, so that a figure near a bound does not flicker. Null windows, where the stem is silent, end a passage.
 * @param rest which source is the rest
 */
export function passages(
  windows: readonly (SoundingWindow | null)[],
  rest: number,
  spread: Estimator['window_spread'],
): Passage[] {
  const verdicts = smoothed(windows.map((window) => (window === null ? null : verdictOf(window.sdr))));
  const found: Passage[] = [];
  for (let from = 0, to = 0; from < windows.length; from = to) {
    const verdict = verdicts[from] ?? null;
    to = from + 1;
    while (to < windows.length && verdicts[to] === verdict) to += 1;
    const inside = windows.slice(from, to).filter((window) => window !== null);
    if (verdict === null) continue;
    found.push({
      from,
      to,
      verdict,
      expected: withSpread(together(inside), spread),
      mixedWith: partner(inside, rest),
    });
  }
  return found;
}

const ORDER: readonly Verdict[] = ['doubtful', 'fair', 'clear'];

function smoothed(verdicts: readonly (Verdict | null)[]): (Verdict | null)[] {
  return verdicts.map((verdict, index) => {
    const before = verdicts[index - 1] ?? null;
    const after = verdicts[index + 1] ?? null;
    if (verdict === null || before === null || before !== after) return verdict;
    return Math.abs(ORDER.indexOf(verdict) - ORDER.indexOf(before)) === 1 ? before : verdict;
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
