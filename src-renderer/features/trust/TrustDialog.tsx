import type { LibraryTrustState } from '../../../src-shared/contract/system.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { setTrust } from '../../api/store.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { consequences } from './words.ts';
import { words } from '../../words/words.ts';
import './trust.css';

interface Props {
  readonly trust: LibraryTrustState;
  onClose: () => void;
}

/** Asks the user to trust the library, and lists the consequences. */
export function TrustDialog({ trust, onClose }: Props) {
  const grant = useAction(async () => {
    await setTrust(true);
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().trust.ask}
      action={words().trust.action}
      busy={grant.busy}
      onConfirm={() => grant.run()}
    >
      <p>{words().trust.askText}</p>
      <ul className="trust-list">
        {consequences(trust).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className="soft small">{words().trust.noted}</p>
      {grant.error !== null && <FailureNote {...describeFailure(grant.error)} />}
    </ConfirmDialog>
  );
}
