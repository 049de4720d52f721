import { useState } from 'react';
import type { Recording } from '../../../src-shared/contract/schemas.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { NameDialog } from '../../ui/NameDialog.tsx';

interface Props {
  readonly recording: Recording;
  onClose(): void;
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
  const remove = useAction(async () => {
    await api.library.remove({ recordingId: recording.id });
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Remove “${recording.title}”?`}
      action="Remove"
      danger
      busy={remove.busy}
      onConfirm={() => remove.run()}
    >
      <p>Its separations, stems and mixes are deleted with it. This can’t be undone.</p>
      <p className="soft">
        {recording.storage === 'reference'
          ? `The file ${recording.fileName} stays where it is.`
          : `The library’s copy of ${recording.fileName} is deleted; the file it was made from stays.`}
      </p>
      {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
    </ConfirmDialog>
  );
}
