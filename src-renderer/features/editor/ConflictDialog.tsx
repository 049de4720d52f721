import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Note } from '../../ui/feedback.tsx';
import { describeFailure } from '../../api/messages.ts';
import { words } from '../../words/words.ts';

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
      title={words().editor.conflict}
      footer={
        <>
          <Button onClick={onLoadOther} disabled={busy}>
            {words().editor.loadOther}
          </Button>
          <Button variant="primary" busy={busy} onClick={() => void keep()}>
            {words().editor.keepThis}
          </Button>
        </>
      }
    >
      <p>{words().editor.conflictText}</p>
      {problem !== null && <Note tone="error">{problem}</Note>}
    </Dialog>
  );
}
