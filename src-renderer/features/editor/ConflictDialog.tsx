import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Note } from '../../ui/feedback.tsx';
import { describeFailure } from '../../api/messages.ts';

interface Props {
  readonly open: boolean;
  /** This window's version replaces the other. */
  onKeepMine: () => Promise<void>;
  /** The other version is loaded; this window's unsaved edits are given up. */
  onLoadOther: () => void;
}

/** Two versions of one project: the user says which one stays. It can't be waved away. */
export function ConflictDialog({ open, onKeepMine, onLoadOther }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    setBusy(true);
    try {
      await onKeepMine();
      setProblem(null);
    } catch (error) {
      setProblem(describeFailure(error).title);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={() => undefined}
      locked
      width="sm"
      title="Saved somewhere else"
      footer={
        <>
          <Button onClick={onLoadOther} disabled={busy}>
            Load the other version
          </Button>
          <Button variant="primary" busy={busy} onClick={() => void keep()}>
            Keep this version
          </Button>
        </>
      }
    >
      <p>
        Another window or the command line saved this project after it was opened here. Keeping this version
        replaces the other one; loading the other gives up the edits made here since.
      </p>
      {problem !== null && <Note tone="error">{problem}</Note>}
    </Dialog>
  );
}
