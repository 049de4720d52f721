import type { EngravedNote, EngravedPage } from '../../../src-shared/project/engraving.ts';
import { quartersInto, type HeardBar } from '../../../src-shared/project/bars.ts';

/** Indices of the page's notes that sound at a sample of a bar. */
export function soundingNotes({ notes }: EngravedPage, bar: HeardBar, sample: number): Set<number> {
  const at = quartersInto(bar, sample);
  const sounding = new Set<number>();
  for (const [index, { notated, from, to }] of notes.entries()) {
    if (notated === bar.notated && from <= at && at < to) sounding.add(index);
  }
  return sounding;
}

/** A spot of a page, as shares of its width and height. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How far beside a note's head a click still means the note, as a share of the page's width. */
const NEAR = 0.008;

/**
 * The sample that a spot of the page means: the note under it, else its place in the bar. A bar that is played more than
 * once means the time that is nearest to `position`.
 * @returns null outside of every bar that the recording contains
 */
export function sampleOfSpot(
  page: EngravedPage,
  bars: readonly HeardBar[],
  { x, y }: Spot,
  position: number,
): number | null {
  const found = page.bars
    .filter(({ box: [left, , width] }) => x >= left && x < left + width)
    .map(({ notated, box }) => ({ notated, box, away: Math.max(box[1] - y, y - box[1] - box[3], 0) }))
    .sort((a, b) => a.away - b.away)[0];
  if (found === undefined) return null;
  const bar = bars
    .filter(({ notated }) => notated === found.notated)
    .sort((a, b) => Math.abs(a.start - position) - Math.abs(b.start - position))[0];
  if (bar === undefined) return null;
  const note = noteUnder(page.notes, found.notated, x);
  const quarters =
    note === null ? bar.quarters * Math.min(1, Math.max(0, (x - found.box[0]) / found.box[2])) : note.from;
  return Math.round(bar.start + (quarters / bar.quarters) * (bar.end - bar.start));
}

/** The note of a bar whose head is nearest to `x`, if it is near. */
function noteUnder(notes: readonly EngravedNote[], notated: number, x: number): EngravedNote | null {
  let [best, away] = [null as EngravedNote | null, NEAR];
  for (const note of notes) {
    const [left, , width] = note.box;
    const distance = Math.max(left - x, x - left - width, 0);
    if (note.notated === notated && distance < away) [best, away] = [note, distance];
  }
  return best;
}
