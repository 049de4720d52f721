import { LEAST_SECONDS, moveNotes, removeNotes, stretchNotes } from '../../document/note-edits.ts';
import { giveTo, type NotesStore } from '../../document/notes-store.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { fitView, zoomAt } from '../../ui/timeline-view.ts';
import { neighbour, reveal } from './roll-view.ts';

export interface KeyContext {
  readonly store: NotesStore;
  readonly timeline: Timeline;
  readonly selected: ReadonlySet<string>;
  readonly readOnly: boolean;
  select: (ids: ReadonlySet<string>) => void;
  togglePlay: () => void;
  /** Draws a note for the chosen player where the playhead stands. */
  draw: () => void;
}

const STEP_SECONDS = 0.01;
const FINE_SECONDS = 0.001;
const ZOOM_STEP = 1.5;

/** What the guide lists, in its order. */
export const KEY_GUIDE: readonly { readonly keys: string; readonly text: string }[] = [
  { keys: 'Space', text: 'Play from the playhead, or pause' },
  { keys: '← →', text: 'Select the previous or next note (Shift adds it)' },
  { keys: '↑ ↓', text: 'Tune by a semitone (Shift: by ten cents)' },
  { keys: 'Alt ← →', text: 'Move by 10 ms (Shift: by 1 ms)' },
  { keys: '[ ]', text: 'End earlier or later (Shift: begin earlier or later)' },
  { keys: '1 – 9', text: 'Give the selected notes to that player' },
  { keys: 'N', text: 'Draw a note at the playhead for the chosen player' },
  { keys: 'Delete', text: 'Delete the selected notes' },
  { keys: 'Ctrl A', text: 'Select all' },
  { keys: 'Esc', text: 'Select nothing' },
  { keys: '+ − F', text: 'Zoom in, zoom out, show everything' },
  { keys: 'Ctrl Z', text: 'Undo (Shift: redo)' },
];

/** Carries out a key of the roll. @returns whether there was something to do */
export function onRollKey(event: KeyboardEvent, context: KeyContext): boolean {
  const { store, timeline, selected, select, readOnly } = context;
  const { document } = store.getSnapshot();
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (mod && key === 'a') return done(() => select(new Set(document.notes.map(({ id }) => id))));
  if (mod && key === 'z') return done(() => (event.shiftKey ? store.redo() : store.undo()));
  if (mod && key === 'y') return done(() => store.redo());
  if (mod) return false;
  if (key === ' ') return done(() => context.togglePlay());
  if (key === 'escape') return done(() => select(new Set()));
  if (key === '+' || key === '=') return done(() => zoom(timeline, 1 / ZOOM_STEP));
  if (key === '-') return done(() => zoom(timeline, ZOOM_STEP));
  if (key === 'f') return done(() => timeline.change((_view, extent) => fitView(extent)));
  const sideways = key === 'arrowleft' ? -1 : key === 'arrowright' ? 1 : null;
  if (sideways !== null && !event.altKey) return step(context, sideways, event.shiftKey);
  if (readOnly) return false;
  if (key === 'n') return done(() => context.draw());
  if (selected.size === 0) return false;
  const { sampleRate } = document;
  if (sideways !== null) {
    const seconds = sideways * (event.shiftKey ? FINE_SECONDS : STEP_SECONDS);
    return done(() => store.edit('move notes', (now) => moveNotes(now, selected, seconds * sampleRate, 0)));
  }
  const upwards = key === 'arrowup' ? 1 : key === 'arrowdown' ? -1 : null;
  if (upwards !== null) {
    const semitones = upwards * (event.shiftKey ? 0.1 : 1);
    return done(() => store.edit('tune notes', (now) => moveNotes(now, selected, 0, semitones)));
  }
  // Shift turns the brackets into braces on many keyboards.
  const stretch = { '[': -1, ']': 1, '{': -1, '}': 1 }[key];
  if (stretch !== undefined) {
    const end = event.shiftKey ? 'onset' : 'offset';
    const least = Math.round(LEAST_SECONDS * sampleRate);
    return done(() =>
      store.edit('stretch notes', (now) =>
        stretchNotes(now, selected, end, stretch * STEP_SECONDS * sampleRate, least),
      ),
    );
  }
  if (key === 'delete' || key === 'backspace') {
    return done(() => {
      store.edit('delete notes', (now) => removeNotes(now, selected));
      select(new Set());
    });
  }
  const player = /^[1-9]$/.test(key) ? document.players[Number(key) - 1] : undefined;
  if (player === undefined) return false;
  return done(() => giveTo(store, selected, player));
}

function done(act: () => void): true {
  act();
  return true;
}

const zoom = (timeline: Timeline, factor: number): void =>
  timeline.change((view, extent) => zoomAt(view, extent, factor, extent.width / 2));

function step({ store, timeline, selected, select }: KeyContext, by: -1 | 1, adds: boolean): boolean {
  const next = neighbour(store.getSnapshot().document, selected, by);
  if (next === null) return false;
  select(adds ? new Set([...selected, next.id]) : new Set([next.id]));
  timeline.change((view, extent) => reveal(view, extent.width, next));
  return true;
}
