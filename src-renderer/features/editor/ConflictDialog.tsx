import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Note } from '../../ui/feedback.tsx';
import { describeFailure } from '../../api/messages.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly open: boolean;
  /** Replaces the other version with this window's version. */
  onKeepMine: () => Promise<void>;
  /** Loads the other version and discards this window's unsaved edits. */
  onLoadOther: () => void;
}

/** Asks the user which of two versions of a project to keep. The dialog cannot be dismissed without a choice. */
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
