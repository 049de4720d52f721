import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { words } from '../../words/words.ts';
import { clampStripHeight, LOWEST_STRIP, TALLEST_STRIP } from './strip-height.ts';

interface Props {
  /** In CSS pixels; 0 hides the strip. */
  readonly height: number;
  onHeight: (height: number) => void;
  /** Hides the strip, or shows it again. */
  onToggle: () => void;
}

const KEY_STEP = 20;

/** The edge between the tracks and the strip: drag it, move it with the arrow keys, or hide the strip with Enter. */
export function StripSplitter({ height, onHeight, onToggle }: Props) {
  const drag = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowUp: KEY_STEP, ArrowDown: -KEY_STEP }[event.key];
    if (by === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) onToggle();
    else onHeight(clampStripHeight(height + by));
  };
  const finish = (): void => {
    drag.current = null;
  };
  return (
    <div
      className="strip-splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label={words().editor.stripHeight}
      aria-valuemin={0}
      aria-valuemax={TALLEST_STRIP}
      aria-valuenow={height}
      title={words().editor.stripHeightDetail}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={onToggle}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { y: event.clientY, height: Math.max(height, LOWEST_STRIP) };
      }}
      onPointerMove={(event: PointerEvent) => {
        if (drag.current === null || event.clientY === drag.current.y) return;
        onHeight(clampStripHeight(drag.current.height + drag.current.y - event.clientY));
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
    />
  );
}
