import { FolderSearch } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RelinkProgress } from '../../../../src-shared/contract/relink.ts';
import type { GrantId } from '../../../../src-shared/project/ids.ts';
import { api } from '../../../api/client.ts';
import { useAction } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useCapabilities } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { HostFolder } from './HostFolder.tsx';

interface Props {
  readonly missing: number;
  onClose: () => void;
}

/** Looks in a folder for the files of missing recordings, and says what was found. */
export function RelinkDialog({ missing, onClose }: Props) {
  const t = words().library.relink;
  const capabilities = useCapabilities();
  const [progress, setProgress] = useState<RelinkProgress | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const look = useAction(async (folder: GrantId) => {
    const controller = new AbortController();
    stop.current = controller;
    setProgress({ checked: 0, files: 0, relinked: 0, missing, done: false });
    try {
      for await (const next of await api.library.relink({ folder }, { signal: controller.signal })) {
        setProgress(next);
      }
    } catch (error) {
      // What was found until then stays, and another folder can be chosen.
      setProgress(null);
      throw error;
    }
  });
  const native = useAction(async () => {
    const [folder] = await api.files.openDialog({ kind: 'folder' });
    if (folder !== undefined) look.run(folder.grantId);
  });
  const error = native.error ?? look.error;
  const isRunning = progress !== null && !progress.done;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t.title}
      description={t.text}
      footer={
        isRunning ? (
          <Button onClick={() => stop.current?.abort()}>{words().common.cancel}</Button>
        ) : (
          <Button onClick={onClose}>{words().common.close}</Button>
        )
      }
    >
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {progress !== null &&
        (progress.done ? (
          <Note
            tone={progress.missing === 0 ? 'success' : 'info'}
            title={t.found(progress.relinked, progress.missing)}
          />
        ) : (
          <ProgressBar
            label={t.comparing}
            value={progress.files === 0 ? null : progress.checked / progress.files}
            phase={t.foundSoFar(progress.relinked)}
          />
        ))}
      {!isRunning && capabilities?.fileDialogs === true && (
        <Button icon={<FolderSearch size={15} aria-hidden="true" />} busy={native.busy} onClick={native.run}>
          {t.choose}
        </Button>
      )}
      {!isRunning && capabilities?.fileDialogs === false && capabilities.folderBrowser && (
        <HostFolder onPick={({ grantId }) => look.run(grantId)} />
      )}
      {capabilities?.fileDialogs === false && !capabilities.folderBrowser && (
        <p className="soft">{t.noFolders}</p>
      )}
    </Dialog>
  );
}
