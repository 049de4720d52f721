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
      ? 'A recording needs a title'
      : title.trim().length > 200
        ? 'At most 200 characters'
        : null;
  return (
    <NameDialog
      title="Rename recording"
      label="Title"
      value={title}
      onChange={setTitle}
      problem={problem}
      hint="The file keeps its name."
      action="Rename"
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
      title={`Remove “${recording.title}”?`}
      action="Move to the trash"
      busy={remove.busy}
      onConfirm={() => remove.run()}
    >
      <p>It goes to the trash with its separations, stems and mixes. You can restore it from the settings.</p>
      <p className="soft">The original file {recording.fileName} stays where it is.</p>
      {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
    </ConfirmDialog>
  );
}
