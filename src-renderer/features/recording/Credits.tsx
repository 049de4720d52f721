import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { METADATA_FIELDS, METADATA_LENGTH, type Metadata } from '../../../src-shared/contract/metadata.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteRecording } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { words } from '../../words/words.ts';

/** Who wrote and who plays the music, where and when; and a way to edit it. */
export function Credits({
  recording,
  readOnly,
}: {
  readonly recording: Recording;
  readonly readOnly: boolean;
}) {
  const [editing, setEditing] = useState(false);
  const known = METADATA_FIELDS.map((field) => recording.metadata[field]).filter((value) => value !== '');
  return (
    <p className="credits soft small">
      {known.length > 0 && <span>{known.join(' · ')}</span>}
      {!readOnly && (
        <Button
          variant="quiet"
          size="sm"
          icon={<Pencil size={13} aria-hidden="true" />}
          onClick={() => setEditing(true)}
        >
          {words().recording.credits.edit}
        </Button>
      )}
      {editing && <CreditsDialog recording={recording} onClose={() => setEditing(false)} />}
    </p>
  );
}

interface DialogProps {
  readonly recording: Recording;
  onClose: () => void;
}

function CreditsDialog({ recording, onClose }: DialogProps) {
  const [title, setTitle] = useState(recording.title);
  const [metadata, setMetadata] = useState<Metadata>(recording.metadata);
  const text = words().recording.credits;
  const save = useAction(async () => {
    const recordingId = recording.id;
    const named = title.trim();
    if (named !== recording.title) noteRecording(await api.library.rename({ recordingId, title: named }));
    noteRecording(await api.library.setMetadata({ recordingId, metadata: trimmed(metadata) }));
    onClose();
  });
  return (
    <NameDialog
      title={text.title}
      description={text.description}
      label={text.titleField}
      value={title}
      onChange={setTitle}
      problem={title.trim() === '' ? text.titleMissing : null}
      maxLength={200}
      action={text.save}
      busy={save.busy}
      failure={save.error === null ? null : describeFailure(save.error)}
      onSubmit={() => save.run()}
      onClose={onClose}
    >
      <div className="credits-fields">
        {METADATA_FIELDS.map((field) => (
          <TextField
            key={field}
            label={text.fields[field]}
            value={metadata[field]}
            maxLength={METADATA_LENGTH}
            onChange={(value) => setMetadata((before) => ({ ...before, [field]: value }))}
          />
        ))}
      </div>
    </NameDialog>
  );
}

const trimmed = (metadata: Metadata): Metadata => {
  const copy = { ...metadata };
  for (const field of METADATA_FIELDS) copy[field] = copy[field].trim().normalize('NFC');
  return copy;
};
