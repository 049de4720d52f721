import type { AlignmentReport } from '../../src-shared/project/alignment.ts';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import * as history from './history.ts';
import { assignNotes, type NoteIds } from './note-edits.ts';
import type { EditName } from '../../src-shared/words/en/edits.ts';

/** What is edited: the notes, and where the score's bars lie; null for notes without a score. */
export interface NotesState {
  readonly document: NotesDocument;
  readonly report: AlignmentReport | null;
}

export interface NotesSnapshot extends NotesState {
  readonly state: NotesState;
  readonly undoLabel: EditName | null;
  readonly redoLabel: EditName | null;
}

/** A recording's open notes with their undo steps; selection, zoom and playhead live elsewhere. */
export interface NotesStore {
  getSnapshot: () => NotesSnapshot;
  subscribe: (listener: () => void) => () => void;
  /** One undo step, or part of the gesture that `begin` started; an unchanged document creates none. */
  edit: (label: EditName, change: (document: NotesDocument) => NotesDocument) => void;
  /** The same for notes and bars at once, as a new alignment brings them. */
  replace: (label: EditName, state: NotesState) => void;
  begin: (label: EditName) => void;
  end: () => void;
  cancel: () => void;
  undo: () => void;
  redo: () => void;
}

export function createNotesStore(document: NotesDocument, report: AlignmentReport | null = null): NotesStore {
  let state = history.historyOf<NotesState>({ document, report });
  let snapshot = snapshotOf(state);
  const listeners = new Set<() => void>();
  const move = (next: history.History<NotesState>): void => {
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
    edit: (label, change) => {
      const changed = change(state.present.document);
      if (changed !== state.present.document) {
        move(history.record(state, { ...state.present, document: changed }, label));
      }
    },
    replace: (label, next) => move(history.record(state, next, label)),
    begin: (label) => move(history.begin(state, label)),
    end: () => move(history.end(state)),
    cancel: () => move(history.cancel(state)),
    undo: () => move(history.undo(state)),
    redo: () => move(history.redo(state)),
  };
}

const snapshotOf = (state: history.History<NotesState>): NotesSnapshot => ({
  ...state.present,
  state: state.present,
  undoLabel: state.gesture?.label ?? state.past.at(-1)?.label ?? null,
  redoLabel: state.future[0]?.label ?? null,
});

/** Assigns notes to a player, as one step. */
export const giveTo = (store: NotesStore, ids: NoteIds, { id }: { readonly id: string }): void =>
  store.edit('giveNotes', (now) => assignNotes(now, ids, id));
