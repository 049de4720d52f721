import { Download, FileAudio } from 'lucide-react';
import { useRef, type DragEvent } from 'react';
import { MEDIA } from '../../../src-shared/contract/contract.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { fileNameOf } from '../../../src-shared/format/file-name.ts';
import { api } from '../../api/client.ts';
import { canDragOut, dragOut } from '../../api/drag-out.ts';
import { describeFailure } from '../../api/messages.ts';
import { preload } from '../../api/preload.ts';
import { useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { useNotify } from '../../ui/notify.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  readonly title: string;
}

/** All stems of a separation at once: one download in a browser; files to save or to drag in the desktop program. */
export function StemsOut({ separation, title }: Props) {
  const capabilities = useCapabilities();
  const text = words().desktop;
  if (capabilities?.download === true) {
    return (
      <a
        className="button button-secondary button-md"
        href={MEDIA.stems(separation.id)}
        download={`${fileNameOf(text.stemsFile(title))}.zip`}
        title={text.downloadStems}
      >
        <Download size={15} aria-hidden="true" />
        {text.allStems}
      </a>
    );
  }
  return capabilities?.dragOut === true && canDragOut() ? <StemFiles separation={separation} /> : null;
}

function StemFiles({ separation: { stems } }: Pick<Props, 'separation'>) {
  const text = words().desktop;
  const notify = useNotify();
  /** Requested on press. The drag starts a few pixels later, usually once the files are ready. */
  const writing = useRef<Promise<Job['files']> | null>(null);
  const ready = useRef<Job['files'] | null>(null);
  const write = (): Promise<Job['files']> => {
    ready.current = null;
    const files = Promise.all(stems.map(({ id }) => api.desktop.writeStem({ stemId: id })));
    writing.current = files;
    files.then(
      (written) => (ready.current = written),
      (error: unknown) => {
        const { title, advice } = describeFailure(error);
        notify({ tone: 'error', title, text: advice });
      },
    );
    return files;
  };
  const onDragStart = (event: DragEvent): void => {
    event.preventDefault();
    if (ready.current !== null) return dragOut(ready.current.map(({ grantId }) => grantId));
    notify({ tone: 'info', title: text.preparing(text.stems), text: text.preparingText });
    writing.current?.then(
      () => notify({ tone: 'success', title: text.ready(text.stems) }),
      // `write` reports the failure.
      () => undefined,
    );
  };
  const save = (): void => {
    write().then(
      ([first]) => {
        if (first === undefined) return;
        const show = (): void => preload()?.revealFile?.(first.grantId);
        notify({
          tone: 'success',
          title: text.saved(text.stems),
          action: { label: text.show, run: show },
        });
      },
      // `write` reports the failure.
      () => undefined,
    );
  };
  return (
    <Button
      icon={<FileAudio size={15} aria-hidden="true" />}
      title={text.saveStems}
      draggable
      onPointerDown={(event) => {
        if (event.button === 0) void write();
      }}
      onDragStart={onDragStart}
      onClick={save}
    >
      {text.allStems}
    </Button>
  );
}
