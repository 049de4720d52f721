import type { LibraryTrustState } from '../../../src-shared/contract/system.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { setTrust } from '../../api/store.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { consequences } from './words.ts';
import './trust.css';

interface Props {
  readonly trust: LibraryTrustState;
  onClose: () => void;
}

/** Asks once, with what follows from it. */
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
      title="Trust this library?"
      action="Trust this library"
      busy={grant.busy}
      onConfirm={() => grant.run()}
    >
      <p>
        It was not made on this computer, or it was moved here. Trust it only if you know where it comes from.
        Divisi then:
      </p>
      <ul className="trust-list">
        {consequences(trust).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className="soft small">
        This is noted on this computer, for this folder alone. You can take it back in the settings.
      </p>
      {grant.error !== null && <FailureNote {...describeFailure(grant.error)} />}
    </ConfirmDialog>
  );
}
