import type { Note } from './notes.ts';

/** Samples of the recording, half open. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What sounds different to a model: who plays which pitch, when. */
const keyOf = ({ player, onset, offset, pitch }: Note): string => `${player} ${onset} ${offset} ${pitch}`;

/**
 * The passages in which two revisions of a recording's notes differ, in order: those of all notes that only one of them
 * has, with a margin, joined where they touch.
 * @param margin samples before and after a note that it may influence
 * @param frames of the recording
 */
export function changedSpans(
  before: readonly Note[],
  after: readonly Note[],
  margin: number,
  frames: number,
): Span[] {
  const [old, now] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  const differ = [
    ...before.filter((note) => !now.has(keyOf(note))),
    ...after.filter((note) => !old.has(keyOf(note))),
  ].sort((a, b) => a.onset - b.onset);
  const spans: { from: number; to: number }[] = [];
  for (const { onset, offset } of differ) {
    const [from, to] = [Math.max(0, onset - margin), Math.min(frames, offset + margin)];
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}
