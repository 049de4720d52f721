import type { Score, ScoreMeasure, TempoMark } from './score.ts';

/**
 * The longest first ending, in bars: a longer passage between two times is a section of its own, as before a
 * da capo.
 */
const MOST_ENDING_BARS = 4;

/**
 * Removes the repeats from a score: bars that are played more than once keep their last time, with its
 * ending. The passage between the starts of two times is removed, unless it contains a section of its own.
 * @param ids of the score's bars, the same for each time that a bar is played
 * @returns null if nothing is repeated
 */
export function leaveOutRepeats(score: Score, ids: readonly string[]): Score | null {
  const { measures } = score;
  const last = new Map(ids.map((id, index) => [id, index]));
  const kept: number[] = [];
  for (let index = 0; index < measures.length; index += 1) {
    const again = last.get(ids[index]!)!;
    const between = ids.slice(index, again);
    const own = between.filter((id, at) => last.get(id) === index + at).length;
    if (again > index && own <= MOST_ENDING_BARS) index = again;
    kept.push(index);
  }
  if (kept.length === measures.length) return null;
  const parts = kept.map((index) => measures[index]!);
  let onset = 0;
  const moved = parts.map((measure): ScoreMeasure => {
    const at = onset;
    onset += measure.duration;
    return { ...measure, pass: 1, onset: at };
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
