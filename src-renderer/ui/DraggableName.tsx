import type { ReactNode } from 'react';

interface Props {
  /** The tooltip. */
  readonly title: string;
  readonly className: string;
  /** Called when a drag starts, whose default is prevented; null where nothing can be dragged. */
  readonly onDrag: (() => void) | null;
  readonly children: ReactNode;
}

/** A file's name that can be dragged to another program. The file can be reached by keyboard through its folder. */
export function DraggableName({ title, className, onDrag, children }: Props) {
  if (onDrag === null) {
    return (
      <span className={className} title={title}>
        {children}
      </span>
    );
  }
  return (
    <span
      className={`${className} draggable-name`}
      title={title}
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        onDrag();
      }}
    >
      {children}
    </span>
  );
}
