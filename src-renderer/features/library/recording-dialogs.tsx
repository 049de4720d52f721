import { useState } from 'react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { api } from '../../api/client.ts';
import { tellRemoved } from '../../api/removed.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: Recording;
  onClose: () => void;
}

export function RenameDialog({ recording, onClose }: Props) {
  const [title, setTitle] = useState(recording.title);
  const rename = useAction(async () => {
    await api.library.rename({ recordingId: recording.id, title: title.trim() });
    onClose();
  });
  const problem =
    title.trim() === ''
      ? words().library.rename.needsTitle
      : title.trim().length > 200
        ? words().library.rename.tooLong
        : null;
  return (
    <NameDialog
      title={words().library.rename.title}
      label={words().library.rename.label}
      value={title}
      onChange={setTitle}
      problem={problem}
      hint={words().library.rename.hint}
      action={words().common.rename}
      busy={rename.busy}
      failure={rename.error === null ? null : describeFailure(rename.error)}
      onSubmit={rename.run}
      onClose={onClose}
    />
  );
}

export function RemoveDialog({ recording, onClose }: Props) {
  const notify = useNotify();
  const remove = useAction(async () => {
    const { trashId } = await api.library.remove({ recordingId: recording.id });
    tellRemoved(notify, `“${recording.title}”`, trashId);
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().library.remove.title(recording.title)}
      action={words().library.remove.action}
      busy={remove.busy}
      onConfirm={() => remove.run()}
    >
      <p>{words().library.remove.text}</p>
      <p className="soft">{words().library.remove.original(recording.fileName)}</p>
      {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
    </ConfirmDialog>
  );
}
