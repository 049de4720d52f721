import type { NotesDocument } from '../../src-shared/project/notes.ts';
import * as history from './history.ts';
import { assignNotes, type NoteIds } from './note-edits.ts';
import type { EditName } from '../../src-shared/words/en/edits.ts';

export interface NotesSnapshot {
  readonly document: NotesDocument;
  readonly undoLabel: EditName | null;
  readonly redoLabel: EditName | null;
}

/** A recording's open notes with their undo steps; selection, zoom and playhead live elsewhere. */
export interface NotesStore {
  getSnapshot: () => NotesSnapshot;
  subscribe: (listener: () => void) => () => void;
  /** One undo step, or part of the gesture that `begin` started; an unchanged document creates none. */
  edit: (label: EditName, change: (document: NotesDocument) => NotesDocument) => void;
  begin: (label: EditName) => void;
  end: () => void;
  cancel: () => void;
  undo: () => void;
  redo: () => void;
}

export function createNotesStore(document: NotesDocument): NotesStore {
  let state = history.historyOf(document);
  let snapshot = snapshotOf(state);
  const listeners = new Set<() => void>();
  const move = (next: history.History<NotesDocument>): void => {
    if (next === state) return;
    state = next;
    snapshot = snapshotOf(next);
    for (const listener of [...listeners]) listener();
  };
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit: (label, change) => move(history.record(state, change(state.present), label)),
    begin: (label) => move(history.begin(state, label)),
    end: () => move(history.end(state)),
    cancel: () => move(history.cancel(state)),
    undo: () => move(history.undo(state)),
    redo: () => move(history.redo(state)),
  };
}

const snapshotOf = (state: history.History<NotesDocument>): NotesSnapshot => ({
  document: state.present,
  undoLabel: state.gesture?.label ?? state.past.at(-1)?.label ?? null,
  redoLabel: state.future[0]?.label ?? null,
});

/** Assigns notes to a player, as one step. */
export const giveTo = (store: NotesStore, ids: NoteIds, { id }: { readonly id: string }): void =>
  store.edit('giveNotes', (now) => assignNotes(now, ids, id));
