import { Check, CloudAlert, LoaderCircle, Lock } from 'lucide-react';
import { describeFailure } from '../../api/messages.ts';
import type { Observable } from '../../engine/observable.ts';
import type { SaveState } from '../../document/autosave.ts';
import { useObservable } from './use-store.ts';

/** Whether the last edit is safe. Keeps its width, so that nothing beside it moves. */
export function SaveStatus({
  saving,
  readOnly,
}: {
  readonly saving: Observable<SaveState>;
  readonly readOnly: boolean;
}) {
  const state = useObservable(saving);
  if (readOnly) {
    return (
      <span className="save-status" role="status">
        <Lock size={14} aria-hidden="true" /> Read-only
      </span>
    );
  }
  switch (state.kind) {
    case 'saved':
      return (
        <span className="save-status" role="status">
          <Check size={14} aria-hidden="true" /> Saved
        </span>
      );
    case 'unsaved':
    case 'saving':
      return (
        <span className="save-status">
          <LoaderCircle size={14} aria-hidden="true" /> Saving
        </span>
      );
    case 'failed':
      return (
        <span className="save-status save-failed" role="alert" title={describeFailure(state.failure).title}>
          <CloudAlert size={14} aria-hidden="true" /> Not saved
        </span>
      );
    case 'conflict':
      return (
        <span className="save-status save-failed" role="alert">
          <CloudAlert size={14} aria-hidden="true" /> Conflict
        </span>
      );
  }
}
