import { File as FileIcon, Folder } from 'lucide-react';
import { useRef, useState, type ChangeEvent } from 'react';
import type { GrantId, SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { looksLikeAudio } from '../../api/dropped.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteQueued, useCapabilities } from '../../api/store.ts';
import { upload } from '../../api/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, ProgressBar } from '../../ui/feedback.tsx';

interface Props {
  readonly separationId: SeparationId;
  /** The stems' names, which the files should have. */
  readonly names: readonly string[];
  onClose: () => void;
}

/** Asks for the isolated originals that the stems are to be measured against. */
export function ReferencesDialog({ separationId, names, onClose }: Props) {
  const dialogs = useCapabilities()?.fileDialogs ?? false;
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState<number | null>(null);
  const sending = useRef<AbortController | null>(null);
  const start = async (references: GrantId[]): Promise<void> => {
    const { jobId } = await api.quality.start({ separationId, references });
    await noteQueued(jobId);
    onClose();
  };
  const choose = useAction(async (kind: 'audio' | 'folder') => {
    const granted = await api.files.openDialog({ kind });
    if (granted.length > 0) await start(granted.map(({ grantId }) => grantId));
  });
  const send = useAction(async (files: readonly File[]) => {
    const controller = new AbortController();
    sending.current = controller;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    let before = 0;
    const grants: GrantId[] = [];
    setSent(0);
    try {
      for (const file of files) {
        const report = (done: number): void => setSent((before + done) / Math.max(1, bytes));
        grants.push((await upload(file, report, controller.signal)).grantId);
        before += file.size;
      }
      await start(grants);
    } finally {
      setSent(null);
    }
  });
  const onFiles = (event: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(event.target.files ?? [])].filter((file) => looksLikeAudio(file.name, file.type));
    event.target.value = '';
    if (files.length > 0) send.run(files);
  };
  const error = choose.error ?? send.error;
  const close = (): void => {
    sending.current?.abort();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Measure against references"
      description="The isolated recordings of the players, where there are any: as long as this recording, at its sample rate and with its channels."
      footer={<Button onClick={close}>Cancel</Button>}
    >
      <p className="soft">
        Files are matched by name: {names.map((name) => `${name}.wav`).join(', ')}, in any format that Divisi
        reads.
      </p>
      {sent === null ? (
        <div className="quality-sources">
          <Button
            icon={<FileIcon size={15} aria-hidden="true" />}
            busy={choose.busy}
            onClick={() => (dialogs ? choose.run('audio') : fileInput.current?.click())}
          >
            Files…
          </Button>
          <Button
            icon={<Folder size={15} aria-hidden="true" />}
            busy={choose.busy}
            onClick={() => (dialogs ? choose.run('folder') : folderInput.current?.click())}
          >
            A folder…
          </Button>
        </div>
      ) : (
        <ProgressBar label="Sending references" value={sent} phase="Sending" />
      )}
      <input
        ref={fileInput}
        type="file"
        hidden
        multiple
        accept="audio/*,.wav,.flac,.aiff,.aif,.mp3,.ogg,.opus,.m4a"
        aria-label="Reference files"
        onChange={onFiles}
      />
      <input
        ref={(node) => {
          folderInput.current = node;
          // No attribute of React's: the folder chooser of all browsers.
          node?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        multiple
        aria-label="Folder of references"
        onChange={onFiles}
      />
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </Dialog>
  );
}
