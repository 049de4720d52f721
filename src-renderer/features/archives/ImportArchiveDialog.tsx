import { FileArchive } from 'lucide-react';
import { useState } from 'react';
import type { ArchiveContents, TakenArchive, TakingArchive } from '../../../src-shared/contract/archives.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useChosenFile } from '../../api/use-chosen-file.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { ArchiveProgress, Stayed } from './ArchiveProgress.tsx';
import { useFollowed } from './use-followed.ts';
import './archives.css';

/** An archive that the user chose and that was looked into. */
interface Known {
  readonly file: GrantedFile;
  readonly contents: ArchiveContents;
}

/** Takes over an archive, after saying what is in it. */
export function ImportArchiveDialog({ onClose }: { readonly onClose: () => void }) {
  const text = words().archives.taking;
  const [known, setKnown] = useState<Known | null>(null);
  const [taken, setTaken] = useState<TakenArchive | null>(null);
  const inspecting = useAction(async (file: GrantedFile) => {
    setKnown({ file, contents: await api.archives.inspect({ file: file.grantId }) });
  });
  const chosen = useChosenFile('archive', (file) => inspecting.run(file));
  const taking = useFollowed<TakingArchive>(setTaken);
  const start = ({ file }: Known): void =>
    taking.run((signal) => api.archives.take({ file: file.grantId }, { signal }));
  const error = chosen.error ?? inspecting.error ?? taking.error;
  return (
    <Dialog
      open
      locked={taking.busy || chosen.sent !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.title}
      description={text.text}
      footer={
        taking.busy || chosen.sent !== null ? (
          <Button busy={taking.isCancelling} onClick={taking.busy ? taking.cancel : chosen.cancel}>
            {words().common.cancel}
          </Button>
        ) : taken !== null || taking.wasCancelled ? (
          <Button onClick={onClose}>{words().common.close}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{words().common.cancel}</Button>
            {known !== null && (
              <Button variant="primary" onClick={() => start(known)}>
                {text.start}
              </Button>
            )}
          </>
        )
      }
    >
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {chosen.sent !== null && <ProgressBar label={text.sending} value={chosen.sent} phase={text.sending} />}
      {inspecting.busy && <Spinner label={text.inspecting} />}
      {known === null && chosen.sent === null && (
        <Button
          icon={<FileArchive size={15} aria-hidden="true" />}
          busy={chosen.busy || inspecting.busy}
          onClick={chosen.choose}
        >
          {text.choose}
        </Button>
      )}
      <input {...chosen.input} />
      {known !== null && taken === null && !taking.busy && !taking.wasCancelled && (
        <Note title={contentsText(known)}>{text.trust}</Note>
      )}
      {taking.busy && <ArchiveProgress label={text.title} step={taking.step} />}
      {taking.wasCancelled && <Note title={text.cancelled} />}
      {taken !== null && (
        <>
          <Note tone="success" title={text.done(taken.recordings, taken.separations, taken.known)} />
          <Stayed title={text.conflicts(taken.conflicts.length)} items={taken.conflicts} />
        </>
      )}
    </Dialog>
  );
}

const contentsText = ({ file, contents }: Known): string =>
  words().archives.taking.contents(
    file.name,
    contents.recordings,
    contents.separations,
    formatBytes(contents.bytes),
  );
