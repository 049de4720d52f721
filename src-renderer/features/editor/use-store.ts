import { useCallback, useId, useSyncExternalStore } from 'react';
import type { DocumentStore } from '../../document/store.ts';
import type { Observable } from '../../engine/observable.ts';
import type { EditName } from '../../../src-shared/words/en/edits.ts';

export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.getSnapshot);

export const useDocumentState = (store: DocumentStore) =>
  useSyncExternalStore(store.subscribe, store.getSnapshot);

/** Groups all edits of a control's gesture, and of its quick repetitions, into one undo step. */
export function useGesture(store: DocumentStore, label: EditName): (phase: 'start' | 'end') => void {
  const control = useId();
  return useCallback(
    (phase) => {
      if (phase === 'start') store.begin(label, control);
      else store.end();
    },
    [store, label, control],
  );
}
