import { useId, useState } from 'react';
import type { GrantId, StudyId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { upload } from '../../api/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { words } from '../../words/words.ts';

interface Props {
  onClose: () => void;
  onMade: (id: StudyId) => void;
}

/** Reads a webMUSHRA configuration with its sounds. */
export function ImportYamlDialog({ onClose, onMade }: Props) {
  const w = words().studies;
  const uploads = useCapabilities()?.upload ?? false;
  const notify = useNotify();
  const [yaml, setYaml] = useState<File | null>(null);
  const [sounds, setSounds] = useState<readonly File[]>([]);
  const [sent, setSent] = useState<number | null>(null);
  const [controller] = useState(() => new AbortController());
  const read = useAction(async () => {
    if (yaml === null) return;
    const grants: GrantId[] = [];
    const { signal } = controller;
    for (const file of [yaml, ...sounds]) {
      setSent(grants.length / (sounds.length + 1));
      grants.push((await upload(file, () => undefined, signal)).grantId);
    }
    setSent(null);
    const [first, ...files] = grants;
    if (first === undefined) return;
    const { document, notes } = await api.studies.importYaml({ yaml: first, files }, { signal });
    notify({ tone: 'success', title: w.imported, text: notes.join(' ') });
    onClose();
    onMade(document.id);
  });
  const close = (): void => {
    controller.abort();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={w.importTitle}
      description={w.importText}
      locked={read.busy}
      footer={
        <>
          <Button onClick={close}>{words().common.cancel}</Button>
          <Button
            variant="primary"
            busy={read.busy}
            disabled={yaml === null || sounds.length === 0}
            onClick={() => read.run()}
          >
            {w.importRun}
          </Button>
        </>
      }
    >
      {uploads ? (
        <>
          <FileField label={w.yamlFile} accept=".yaml,.yml" onFiles={([file]) => setYaml(file ?? null)} />
          <FileField label={w.soundFiles} accept="audio/*,.wav,.flac" multiple onFiles={setSounds} />
        </>
      ) : (
        <Note>{w.onlyUploads}</Note>
      )}
      {read.busy && <ProgressBar label={w.copying} value={sent} phase={w.copying} />}
      {read.error !== null && <FailureNote {...describeFailure(read.error)} />}
    </Dialog>
  );
}

interface FileFieldProps {
  readonly label: string;
  readonly accept: string;
  readonly multiple?: boolean;
  onFiles: (files: readonly File[]) => void;
}

export function FileField({ label, accept, multiple = false, onFiles }: FileFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        onChange={(event) => onFiles([...(event.target.files ?? [])])}
      />
    </div>
  );
}
