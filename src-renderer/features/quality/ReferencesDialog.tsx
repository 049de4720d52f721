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
import { words } from '../../words/words.ts';

interface Props {
  readonly separationId: SeparationId;
  /** The stems' names, which the reference files must match. */
  readonly names: readonly string[];
  onClose: () => void;
}

/** Asks for the isolated source recordings to measure the stems against. */
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
      title={words().quality.references.title}
      description={words().quality.references.text}
      footer={<Button onClick={close}>{words().common.cancel}</Button>}
    >
      <p className="soft">{words().quality.references.matching(names.map((name) => `${name}.wav`))}</p>
      {sent === null ? (
        <div className="quality-sources">
          <Button
            icon={<FileIcon size={15} aria-hidden="true" />}
            busy={choose.busy}
            onClick={() => (dialogs ? choose.run('audio') : fileInput.current?.click())}
          >
            {words().quality.references.files}
          </Button>
          <Button
            icon={<Folder size={15} aria-hidden="true" />}
            busy={choose.busy}
            onClick={() => (dialogs ? choose.run('folder') : folderInput.current?.click())}
          >
            {words().quality.references.folder}
          </Button>
        </div>
      ) : (
        <ProgressBar
          label={words().quality.references.sendingAll}
          value={sent}
          phase={words().quality.references.sending}
        />
      )}
      <input
        ref={fileInput}
        type="file"
        hidden
        multiple
        accept="audio/*,.wav,.flac,.aiff,.aif,.mp3,.ogg,.opus,.m4a"
        aria-label={words().quality.references.filesLabel}
        onChange={onFiles}
      />
      <input
        ref={(node) => {
          folderInput.current = node;
          // React has no such attribute; it makes every browser show a folder picker.
          node?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        multiple
        aria-label={words().quality.references.folderLabel}
        onChange={onFiles}
      />
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </Dialog>
  );
}
