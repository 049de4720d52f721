import { useSyncExternalStore } from 'react';
import { describeFailure } from '../../api/messages.ts';
import { useAction } from '../../api/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import type { NotesSession } from './session.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly session: NotesSession;
  readonly readOnly: boolean;
  /** The other version is loaded; this window's unsaved edits are given up. */
  onReload: () => void;
}

/** Whether the last edit is stored, and the question which version stays where another window saved too. */
export function NotesSaving({ session, readOnly, onReload }: Props) {
  const state = useSyncExternalStore(session.saving.subscribe, session.saving.getSnapshot);
  const keep = useAction(() => session.overwrite());
  const again = useAction(() => session.saveNow());
  if (readOnly) return <span className="soft small">{words().notes.readOnly}</span>;
  return (
    <>
      <span className="soft small" role="status">
        {words().notes.saving[state.kind]}
      </span>
      {state.kind === 'failed' && (
        <Button size="sm" title={describeFailure(state.failure).title} onClick={() => again.run()}>
          {words().notes.saveAgain}
        </Button>
      )}
      <Dialog
        open={state.kind === 'conflict'}
        onOpenChange={() => undefined}
        locked
        width="sm"
        title={words().notes.conflict}
        footer={
          <>
            <Button onClick={onReload} disabled={keep.busy}>
              {words().notes.loadOther}
            </Button>
            <Button variant="primary" busy={keep.busy} onClick={() => keep.run()}>
              {words().notes.keepThis}
            </Button>
          </>
        }
      >
        <p>{words().notes.conflictText}</p>
        {keep.error !== null && <FailureNote {...describeFailure(keep.error)} />}
      </Dialog>
    </>
  );
}
