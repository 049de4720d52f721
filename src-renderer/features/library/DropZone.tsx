import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isDraggingOut } from '../../api/drag-out.ts';
import { dropLists, listsOfDrop } from '../../api/dropped-lists.ts';
import { importDrop } from '../../api/imports.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly disabled: boolean;
  onError: (error: unknown) => void;
  /** Called after a drop was accepted. */
  onDropped: () => void;
  /** Called once dropped lists wait for the page that shows them. */
  onLists: () => void;
}

/** Ignores drags that started in this window. */
const hasFiles = (event: DragEvent): boolean =>
  !isDraggingOut() && (event.dataTransfer?.types.includes('Files') ?? false);

/** Accepts files and folders dropped anywhere on the window. */
export function DropZone({ disabled, onError, onDropped, onLists }: Props) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const handlers = useRef({ onError, onDropped, onLists });
  useEffect(() => {
    handlers.current = { onError, onDropped, onLists };
  });
  useEffect(() => {
    if (disabled) return undefined;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const move = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      handlers.current.onDropped();
      const lists = listsOfDrop(event.dataTransfer);
      const taken =
        lists.length > 0
          ? dropLists(lists).then(() => handlers.current.onLists())
          : importDrop(event.dataTransfer);
      taken.catch((error: unknown) => handlers.current.onError(error));
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', move);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', move);
      window.removeEventListener('drop', drop);
    };
  }, [disabled]);

  if (!over) return null;
  return (
    <div className="drop-overlay">
      <div className="drop-target">
        <Download size={36} strokeWidth={1.5} aria-hidden="true" />
        <p className="drop-title">{words().library.drop.title}</p>
        <p className="soft">{words().library.drop.text}</p>
      </div>
    </div>
  );
}
