import type { Note, NotesDocument } from '../../../src-shared/project/notes.ts';
import { frameAt, pixelOf, type TimelineView } from '../../ui/timeline-view.ts';

/** Where pitches lie: the roll's height shows `[low, high)` semitones, the highest at the top. All pure. */
export interface PitchView {
  readonly low: number;
  readonly high: number;
  /** CSS pixels. */
  readonly height: number;
}

const ROOM_SEMITONES = 2;
const LEAST_SEMITONES = 18;
/** Pixels at a note's end that stretch it. */
const EDGE_PIXELS = 6;

/** Shows all notes with a little room, and never less than an octave and a half. */
export function pitchViewOf(notes: readonly Note[], height: number): PitchView {
  if (notes.length === 0) return { low: 48, high: 48 + LEAST_SEMITONES, height };
  let low = Infinity;
  let high = -Infinity;
  for (const { pitch } of notes) {
    low = Math.min(low, pitch);
    high = Math.max(high, pitch);
  }
  low = Math.floor(low) - ROOM_SEMITONES;
  high = Math.ceil(high) + 1 + ROOM_SEMITONES;
  const missing = Math.max(0, LEAST_SEMITONES - (high - low));
  return { low: low - Math.floor(missing / 2), high: high + Math.ceil(missing / 2), height };
}

export const rowHeight = ({ low, high, height }: PitchView): number => height / (high - low);
/** Top of the row that a pitch is the middle of. */
export const pitchTop = (view: PitchView, pitch: number): number => (view.high - 1 - pitch) * rowHeight(view);
export const pitchAt = (view: PitchView, y: number): number => view.high - 0.5 - y / rowHeight(view);

export interface NoteBox {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

export function boxOf(note: Note, time: TimelineView, pitch: PitchView): NoteBox {
  const left = pixelOf(time, note.onset);
  const height = Math.max(3, rowHeight(pitch));
  return {
    left,
    width: Math.max(2, pixelOf(time, note.offset) - left),
    top: pitchTop(pitch, note.pitch) - height / 2 + rowHeight(pitch) / 2,
    height,
  };
}

export type Hit = { readonly note: Note; readonly part: 'onset' | 'body' | 'offset' };

/** The note under a point, the one drawn last first; its ends where it is wide enough to have any. */
export function hitAt(
  notes: readonly Note[],
  x: number,
  y: number,
  time: TimelineView,
  pitch: PitchView,
): Hit | null {
  for (let index = notes.length - 1; index >= 0; index -= 1) {
    const note = notes[index];
    if (note === undefined) continue;
    const { left, width, top, height } = boxOf(note, time, pitch);
    if (y < top || y >= top + height || x < left - 1 || x > left + width + 1) continue;
    const hasEnds = width >= 3 * EDGE_PIXELS;
    if (hasEnds && x < left + EDGE_PIXELS) return { note, part: 'onset' };
    if (hasEnds && x > left + width - EDGE_PIXELS) return { note, part: 'offset' };
    return { note, part: 'body' };
  }
  return null;
}

export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The ids of the notes that a rectangle, given by any two of its corners, touches. */
export function notesWithin(
  notes: readonly Note[],
  { x0, y0, x1, y1 }: Rectangle,
  time: TimelineView,
  pitch: PitchView,
): Set<string> {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  return new Set(
    notes
      .filter((note) => {
        const box = boxOf(note, time, pitch);
        return (
          box.left < right && box.left + box.width > left && box.top < bottom && box.top + box.height > top
        );
      })
      .map(({ id }) => id),
  );
}

/** The note that a step from the newest selected one reaches, in the order of their onsets; the first without any. */
export function neighbour(document: NotesDocument, selected: ReadonlySet<string>, by: -1 | 1): Note | null {
  const { notes } = document;
  const last =
    by > 0
      ? notes.findLastIndex(({ id }) => selected.has(id))
      : notes.findIndex(({ id }) => selected.has(id));
  if (last < 0) return notes[by > 0 ? 0 : notes.length - 1] ?? null;
  return notes[Math.max(0, Math.min(notes.length - 1, last + by))] ?? null;
}

/** Moves the view, without zooming, so that a note or bar is in sight. */
export function reveal(
  view: TimelineView,
  width: number,
  note: Pick<Note, 'onset' | 'offset'>,
): TimelineView {
  const end = frameAt(view, width);
  if (note.onset >= view.start && note.offset <= end) return view;
  const shown = end - view.start;
  return { ...view, start: Math.max(0, note.onset - shown * 0.2) };
}
