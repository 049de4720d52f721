import { LEAST_SECONDS, moveNotes, removeNotes, stretchNotes } from '../../document/note-edits.ts';
import { giveTo, type NotesStore } from '../../document/notes-store.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { fitView, zoomAt } from '../../ui/timeline-view.ts';
import type { Words } from '../../../src-shared/words/en/index.ts';
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

/** What the guide lists, in its order. The keys are named as they are printed on them. */
export const KEY_GUIDE = [
  { keys: ['Space'], text: 'play' },
  { keys: ['←', '→'], text: 'select' },
  { keys: ['↑', '↓'], text: 'tune' },
  { keys: ['Alt', '←', '→'], text: 'move' },
  { keys: ['[', ']'], text: 'stretch' },
  { keys: ['1', '–', '9'], text: 'give' },
  { keys: ['N'], text: 'draw' },
  { keys: ['Delete'], text: 'delete' },
  { keys: ['Ctrl', 'A'], text: 'all' },
  { keys: ['Esc'], text: 'none' },
  { keys: ['+', '−', 'F'], text: 'zoom' },
  { keys: ['Ctrl', 'Z'], text: 'undo' },
] as const satisfies readonly { keys: readonly string[]; text: keyof Words['notes']['guide'] }[];

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
    return done(() => store.edit('moveNotes', (now) => moveNotes(now, selected, seconds * sampleRate, 0)));
  }
  const upwards = key === 'arrowup' ? 1 : key === 'arrowdown' ? -1 : null;
  if (upwards !== null) {
    const semitones = upwards * (event.shiftKey ? 0.1 : 1);
    return done(() => store.edit('tuneNotes', (now) => moveNotes(now, selected, 0, semitones)));
  }
  // Shift turns the brackets into braces on many keyboards.
  const stretch = { '[': -1, ']': 1, '{': -1, '}': 1 }[key];
  if (stretch !== undefined) {
    const end = event.shiftKey ? 'onset' : 'offset';
    const least = Math.round(LEAST_SECONDS * sampleRate);
    return done(() =>
      store.edit('stretchNotes', (now) =>
        stretchNotes(now, selected, end, stretch * STEP_SECONDS * sampleRate, least),
      ),
    );
  }
  if (key === 'delete' || key === 'backspace') {
    return done(() => {
      store.edit('deleteNotes', (now) => removeNotes(now, selected));
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
