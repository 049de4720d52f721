import { useSyncExternalStore } from 'react';
import { describeFailure } from '../../api/messages.ts';
import { useAction } from '../../api/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import type { NotesSession } from './session.ts';

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
  if (readOnly) return <span className="soft small">Read-only</span>;
  return (
    <>
      <span className="soft small" role="status">
        {
          { saved: 'Saved', unsaved: 'Saving', saving: 'Saving', failed: 'Not saved', conflict: 'Conflict' }[
            state.kind
          ]
        }
      </span>
      {state.kind === 'failed' && (
        <Button size="sm" title={describeFailure(state.failure).title} onClick={() => again.run()}>
          Save again
        </Button>
      )}
      <Dialog
        open={state.kind === 'conflict'}
        onOpenChange={() => undefined}
        locked
        width="sm"
        title="Saved somewhere else"
        footer={
          <>
            <Button onClick={onReload} disabled={keep.busy}>
              Load the other version
            </Button>
            <Button variant="primary" busy={keep.busy} onClick={() => keep.run()}>
              Keep this version
            </Button>
          </>
        }
      >
        <p>
          Another window or the command line saved these notes after they were opened here. Keeping this
          version replaces the other one; loading the other gives up the edits made here since.
        </p>
        {keep.error !== null && <FailureNote {...describeFailure(keep.error)} />}
      </Dialog>
    </>
  );
}
