import { useState } from 'react';
import type { Recording } from '../../../src-shared/contract/schemas.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { Note } from '../../ui/feedback.tsx';
import { TextField } from '../../ui/fields.tsx';

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
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Rename recording"
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="rename-recording"
            busy={rename.busy}
            disabled={problem !== null}
          >
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-recording"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === null) rename.run();
        }}
      >
        <TextField
          label="Title"
          value={title}
          onChange={setTitle}
          error={problem}
          hint="The file keeps its name."
          onFocus={(event) => event.target.select()}
        />
      </form>
      {rename.error !== null && <Note tone="error" title={describeFailure(rename.error).title} />}
    </Dialog>
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
      {remove.error !== null && (
        <Note tone="error" title={describeFailure(remove.error).title}>
          {describeFailure(remove.error).advice}
        </Note>
      )}
    </ConfirmDialog>
  );
}
