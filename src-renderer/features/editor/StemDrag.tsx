import { useRef, type DragEvent, type MouseEvent, type PointerEvent } from 'react';
import { FileAudio } from 'lucide-react';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { canDragOut, dragOut } from '../../api/drag-out.ts';
import { describeFailure } from '../../api/messages.ts';
import { preload } from '../../api/preload.ts';
import { useCapabilities } from '../../api/store.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useNotify } from '../../ui/notify.ts';
import { words } from '../../words/words.ts';

type StemFile = Job['files'][number];

interface Props {
  readonly stemId: StemId;
  readonly name: string;
}

/** Exports the stem as a file: a drag passes it to another program, a click saves it. Hidden without drag-out support. */
export function StemDrag({ stemId, name }: Props) {
  const hasDragOut = useCapabilities()?.dragOut ?? false;
  const notify = useNotify();
  /** The file requested on press. The drag starts a few pixels later, usually once the file is ready. */
  const writing = useRef<Promise<StemFile> | null>(null);
  const ready = useRef<StemFile | null>(null);
  if (!hasDragOut || !canDragOut()) return null;

  const write = (): Promise<StemFile> => {
    ready.current = null;
    const file = api.desktop.writeStem({ stemId });
    writing.current = file;
    file.then(
      (written) => (ready.current = written),
      (error: unknown) => {
        const { title, advice } = describeFailure(error);
        notify({ tone: 'error', title, text: advice });
      },
    );
    return file;
  };
  const onDragStart = (event: DragEvent): void => {
    event.preventDefault();
    if (ready.current !== null) {
      dragOut(ready.current.grantId);
      return;
    }
    notify({ tone: 'info', title: words().desktop.preparing(name), text: words().desktop.preparingText });
    writing.current?.then(
      () => notify({ tone: 'success', title: words().desktop.ready(name) }),
      // `write` reports the failure.
      () => undefined,
    );
  };
  const onClick = (event: MouseEvent): void => {
    const isKeyboard = event.detail === 0;
    ((isKeyboard ? null : writing.current) ?? write()).then(
      (file) => {
        const show = (): void => preload()?.revealFile?.(file.grantId);
        notify({
          tone: 'success',
          title: words().desktop.saved(file.name),
          action: { label: words().desktop.show, run: show },
        });
      },
      () => undefined,
    );
  };
  return (
    <IconButton
      label={words().desktop.saveStem(name)}
      size="sm"
      className="track-drag"
      draggable
      onPointerDown={(event: PointerEvent) => {
        if (event.button === 0) void write();
      }}
      onDragStart={onDragStart}
      onClick={onClick}
    >
      <FileAudio size={14} aria-hidden="true" />
    </IconButton>
  );
}
