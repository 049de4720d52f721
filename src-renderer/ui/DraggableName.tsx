import type { ReactNode } from 'react';

interface Props {
  /** The tooltip text. */
  readonly title: string;
  readonly className: string;
  /** Called when a drag starts, after its default is prevented; null disables dragging. */
  readonly onDrag: (() => void) | null;
  readonly children: ReactNode;
}

/** A file name that can be dragged to another program. Keyboard users can reach the file through its folder. */
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
