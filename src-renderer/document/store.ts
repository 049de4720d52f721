import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { applyCommand, labelOf, type Command } from './commands.ts';
import * as history from './history.ts';
import type { EditName } from '../../src-shared/words/en/edits.ts';

export type { Command } from './commands.ts';

/** Changes identity only when something changed: made for `useSyncExternalStore`. */
export interface DocumentSnapshot {
  readonly document: ProjectDocument;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What undo would revert ("change gain"); null if there is nothing to undo. */
  readonly undoLabel: EditName | null;
  readonly redoLabel: EditName | null;
}

/**
 * The open project. Edits are commands; one command, or one gesture between `begin` and `end`, is one undo step.
 * Selection, zoom and playhead live elsewhere: they are not history.
 */
export interface DocumentStore {
  getSnapshot: () => DocumentSnapshot;
  /** Returns the function that ends the subscription. */
  subscribe: (listener: () => void) => () => void;
  /** @throws Error for a command with an unknown id; the document is then unchanged */
  apply: (command: Command) => void;
  /** `control` identifies what makes the gesture: its quick repetitions are one undo step. */
  begin: (label: EditName, control?: string) => void;
  /** Makes something that happened outside the document an undo step. */
  recordEffect: (label: EditName, effect: history.Effect) => void;
  /** Goes to an earlier version of the project, which is a step like any other. */
  restore: (document: ProjectDocument) => void;
  end: () => void;
  cancel: () => void;
  undo: () => void;
  redo: () => void;
}

/** @param past the undo steps of earlier sessions */
export function createDocumentStore(
  document: ProjectDocument,
  past: readonly history.Step<ProjectDocument>[] = [],
): DocumentStore {
  let state = history.historyOf(document, past);
  let snapshot = snapshotOf(state);
  const listeners = new Set<() => void>();

  const move = (next: history.History<ProjectDocument>): void => {
    state = next;
    const latest = snapshotOf(next);
    if (sameSnapshot(snapshot, latest)) return;
    snapshot = latest;
    for (const listener of [...listeners]) listener();
  };

  /** A step that the host refuses stays on the side where it was. */
  const run = (step: history.Step<ProjectDocument> | undefined, direction: 'undo' | 'redo'): void => {
    if (step?.effect === undefined) return;
    void step.effect[direction]().then((done) => {
      if (!done) move(history.putBack(state, step, direction === 'undo' ? 'past' : 'future'));
    });
  };

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply: (command) => move(history.record(state, applyCommand(state.present, command), labelOf(command))),
    begin: (label, control) =>
      move(history.begin(state, label, control === undefined ? null : { control, ms: performance.now() })),
    recordEffect: (label, effect) => move(history.recordEffect(state, label, effect)),
    restore: (earlier) => move(history.record(history.end(state), earlier, 'restoreVersion')),
    end: () => move(history.end(state)),
    cancel: () => move(history.cancel(state)),
    undo: () => {
      const step = history.end(state).past.at(-1);
      move(history.undo(state));
      run(step, 'undo');
    },
    redo: () => {
      const step = history.end(state).future[0];
      move(history.redo(state));
      run(step, 'redo');
    },
  };
}

function snapshotOf(state: history.History<ProjectDocument>): DocumentSnapshot {
  const undoable =
    state.gesture !== null && state.gesture.value !== state.present ? state.gesture : state.past.at(-1);
  const redoable = state.future[0];
  return {
    document: state.present,
    canUndo: undoable !== undefined,
    canRedo: redoable !== undefined,
    undoLabel: undoable?.label ?? null,
    redoLabel: redoable?.label ?? null,
  };
}

function sameSnapshot(a: DocumentSnapshot, b: DocumentSnapshot): boolean {
  return (
    a.document === b.document &&
    a.canUndo === b.canUndo &&
    a.canRedo === b.canRedo &&
    a.undoLabel === b.undoLabel &&
    a.redoLabel === b.redoLabel
  );
}
