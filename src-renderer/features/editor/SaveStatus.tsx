import { Check, CloudAlert, LoaderCircle, Lock } from 'lucide-react';
import { describeFailure } from '../../api/messages.ts';
import type { Observable } from '../../engine/observable.ts';
import type { SaveState } from '../../document/autosave.ts';
import { useObservable } from './use-store.ts';
import { words } from '../../words/words.ts';

/** Shows whether the last edit is saved. The width is constant, so that adjacent elements do not shift. */
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
        <Lock size={14} aria-hidden="true" />{' '}
        <span className="save-text">{words().editor.saving.readOnly}</span>
      </span>
    );
  }
  switch (state.kind) {
    case 'saved':
      return (
        <span className="save-status" role="status">
          <Check size={14} aria-hidden="true" />{' '}
          <span className="save-text">{words().editor.saving.saved}</span>
        </span>
      );
    case 'unsaved':
    case 'saving':
      return (
        <span className="save-status">
          <LoaderCircle size={14} aria-hidden="true" />{' '}
          <span className="save-text">{words().editor.saving.saving}</span>
        </span>
      );
    case 'failed':
      return (
        <span className="save-status save-failed" role="alert" title={describeFailure(state.failure).title}>
          <CloudAlert size={14} aria-hidden="true" />{' '}
          <span className="save-text">{words().editor.saving.failed}</span>
        </span>
      );
    case 'conflict':
      return (
        <span className="save-status save-failed" role="alert">
          <CloudAlert size={14} aria-hidden="true" />{' '}
          <span className="save-text">{words().editor.saving.conflict}</span>
        </span>
      );
  }
}
