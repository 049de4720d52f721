import { withMix } from '../../../../src-shared/mixing/snapshots.ts';
import { applyCommand, labelOf, type Command } from '../../../document/commands.ts';
import type { DocumentSnapshot, DocumentStore } from '../../../document/store.ts';
import { isSameMix, type Audition } from './audition.ts';

/**
 * The document store with the mix that is heard: while a snapshot is heard, its values are what the controls show. An edit
 * of the mix goes on from what is heard: it makes that snapshot the present mix first, within the same undo step. Every
 * other edit leaves the present mix as it is, and a new snapshot keeps what is heard.
 */
export function createHeardStore(store: DocumentStore, { state }: Pick<Audition, 'state'>): DocumentStore {
  /** Whether a control's gesture is going on, which makes one undo step of all its edits. */
  let inGesture = false;
  let shown: { readonly of: DocumentSnapshot; readonly id: string; readonly as: DocumentSnapshot } | null =
    null;

  const getSnapshot = (): DocumentSnapshot => {
    const present = store.getSnapshot();
    const { heard } = state.getSnapshot();
    const snapshot = present.document.snapshots.find(({ id }) => id === heard);
    if (snapshot === undefined) return present;
    if (shown?.of !== present || shown.id !== snapshot.id) {
      shown = {
        of: present,
        id: snapshot.id,
        as: { ...present, document: withMix(present.document, snapshot) },
      };
    }
    return shown.as;
  };
  const leaveGesture = (change: () => void) => (): void => {
    inGesture = false;
    change();
  };
  const apply = (command: Command): void => {
    const { heard } = state.getSnapshot();
    const { document } = getSnapshot();
    const isPresent = document === store.getSnapshot().document;
    if (command.type === 'addSnapshot' && !isPresent) {
      store.apply({ ...command, copyOf: heard });
      return;
    }
    if (heard === null || isPresent || isSameMix(document, applyCommand(document, command))) {
      store.apply(command);
      return;
    }
    const isWhole = !inGesture;
    if (isWhole) store.begin(labelOf(command));
    store.apply({ type: 'useSnapshot', snapshotId: heard });
    store.apply(command);
    if (isWhole) store.end();
  };

  return {
    getSnapshot,
    subscribe(listener) {
      const unfollow = [store.subscribe(listener), state.subscribe(listener)];
      return () => {
        for (const end of unfollow) end();
      };
    },
    apply,
    begin(label, control) {
      inGesture = true;
      store.begin(label, control);
    },
    recordEffect(label, effect) {
      inGesture = false;
      store.recordEffect(label, effect);
    },
    restore(document) {
      inGesture = false;
      store.restore(document);
    },
    end: leaveGesture(store.end),
    cancel: leaveGesture(store.cancel),
    undo: leaveGesture(store.undo),
    redo: leaveGesture(store.redo),
  };
}
