import type { Score, ScoreMeasure, TempoMark } from './score.ts';

/**
 * The longest first ending, in bars: a longer passage between two times is a section of its own, as before a
 * da capo.
 */
const MOST_ENDING_BARS = 4;

/** Bars `[from, to)` of a score with its repeats written out, of which what matters is played again from `to` on. */
export interface Repeat {
  readonly from: number;
  readonly to: number;
}

/**
 * The repeats that a performance may leave out, each by itself: the passages between two times of a bar, its first
 * ending included, unless they contain a section of their own.
 * @param ids of the score's bars, the same for each time that a bar is played
 */
export function repeatsOf(ids: readonly (string | number)[]): Repeat[] {
  const places = Map.groupBy(ids.keys(), (index) => ids[index]);
  const found: Repeat[] = [];
  for (let from = 0; from < ids.length;) {
    const to = places.get(ids[from])?.find((index) => index > from) ?? null;
    const own =
      to === null
        ? 0
        : ids
            .slice(from, to)
            .filter((id) => places.get(id)?.every((index) => index >= from && index < to) === true).length;
    if (to !== null && own <= MOST_ENDING_BARS) {
      found.push({ from, to });
      from = to;
    } else from += 1;
  }
  return found;
}

/** The score without these repeats: bars keep their last time, with its ending. */
export function leaveOut(score: Score, repeats: readonly Repeat[]): Score {
  if (repeats.length === 0) return score;
  const { measures } = score;
  const kept = [...measures.keys()].filter(
    (index) => !repeats.some(({ from, to }) => index >= from && index < to),
  );
  const passes = new Map<number, number>();
  const parts = kept.map((index) => measures[index]!);
  let onset = 0;
  const moved = parts.map((measure): ScoreMeasure => {
    const at = onset;
    onset += measure.duration;
    const pass = (passes.get(measure.notated) ?? 0) + 1;
    passes.set(measure.notated, pass);
    return { ...measure, pass, onset: at };
  });
  const shiftOf = (time: number): number | null => {
    const at = parts.findLastIndex((measure) => measure.onset <= time + 1e-6);
    const measure = parts[at];
    if (measure === undefined || time >= measure.onset + measure.duration - 1e-6) return null;
    return moved[at]!.onset - measure.onset;
  };
  return {
    parts: score.parts,
    measures: moved,
    notes: score.notes.flatMap((note) => {
      const shift = shiftOf(note.onset);
      return shift === null ? [] : [{ ...note, onset: note.onset + shift }];
    }),
    tempi: temposOf(score.tempi, parts, moved),
  };
}

/** The repeats as people name them: by the first and the last bar that is played again. */
export function passagesOf(
  { measures }: Score,
  repeats: readonly Repeat[],
): { readonly from: string; readonly to: string }[] {
  return repeats.map(({ from, to }) => ({
    from: measures[from]?.label ?? '',
    to: measures[to - 1]?.label ?? '',
  }));
}

/** In each bar the marks that fall into it, and at its beginning the one in force. */
function temposOf(
  tempi: readonly TempoMark[],
  from: readonly ScoreMeasure[],
  to: readonly ScoreMeasure[],
): TempoMark[] {
  const marks = from.flatMap((measure, index): TempoMark[] => {
    const end = measure.onset + measure.duration;
    const inForce = tempi.findLast(({ onset }) => onset <= measure.onset) ?? tempi[0];
    const inside = tempi.filter(({ onset }) => onset > measure.onset && onset < end);
    const all = inForce === undefined ? inside : [{ ...inForce, onset: measure.onset }, ...inside];
    return all.map((mark) => ({ ...mark, onset: mark.onset + to[index]!.onset - measure.onset }));
  });
  return marks.filter(
    ({ quartersPerMinute }, index) => quartersPerMinute !== marks[index - 1]?.quartersPerMinute,
  );
}
