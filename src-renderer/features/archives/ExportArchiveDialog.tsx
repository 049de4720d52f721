import { useState } from 'react';
import type { WritingArchive, WrittenArchive } from '../../../src-shared/contract/archives.ts';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { downloadAll } from '../../api/downloads.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { ArchiveProgress, Stayed } from './ArchiveProgress.tsx';
import { useFollowed } from './use-followed.ts';
import './archives.css';

interface Props {
  /** Null: the whole library. */
  readonly recordingIds: readonly RecordingId[] | null;
  onClose: () => void;
}

/** Writes recordings into one archive, where the user chooses or as a download. */
export function ExportArchiveDialog({ recordingIds, onClose }: Props) {
  const text = words().archives.writing;
  const capabilities = useCapabilities();
  const [written, setWritten] = useState<WrittenArchive | null>(null);
  const writing = useFollowed<WritingArchive>((result) => {
    setWritten(result);
    if (capabilities?.download === true) void downloadAll([result.file]);
  });
  const start = (): void =>
    writing.run(async (signal) => {
      const ids = recordingIds === null ? null : [...recordingIds];
      if (capabilities?.fileDialogs !== true) return api.archives.write({ recordingIds: ids }, { signal });
      const chosen = await api.files.saveDialog({ name: text.fileName, extension: 'zip' });
      if (chosen === null) return nothing();
      const target = { folder: chosen.folder.grantId, name: chosen.name, replace: chosen.replace };
      return api.archives.write({ recordingIds: ids, target }, { signal });
    });
  return (
    <Dialog
      open
      locked={writing.busy}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.title}
      description={recordingIds === null ? text.all : text.some(recordingIds.length)}
      footer={
        writing.busy ? (
          <Button busy={writing.isCancelling} onClick={writing.cancel}>
            {words().common.cancel}
          </Button>
        ) : written !== null ? (
          <Button onClick={onClose}>{words().common.close}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{words().common.cancel}</Button>
            <Button variant="primary" onClick={start}>
              {text.start}
            </Button>
          </>
        )
      }
    >
      {written === null && <p className="soft small">{text.detail}</p>}
      {writing.error !== null && <FailureNote {...describeFailure(writing.error)} />}
      {writing.busy && <ArchiveProgress label={text.title} step={writing.step} />}
      {written !== null && (
        <>
          <Note
            tone="success"
            title={text.done(written.recordings, written.separations, formatBytes(written.file.bytes))}
          >
            {written.file.path ?? written.file.name}
          </Note>
          <Stayed title={text.leftOut(written.leftOut.length)} items={written.leftOut} />
        </>
      )}
    </Dialog>
  );
}

async function* nothing(): AsyncGenerator<never> {
  // The user closed the system's dialog: there is nothing to write.
}
