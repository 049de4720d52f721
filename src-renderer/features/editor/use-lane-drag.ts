import { useState, type PointerEvent, type RefObject } from 'react';
import type { FrameRange } from '../../engine/protocol.ts';
import { frameAt } from '../../ui/timeline-view.ts';
import type { Timeline } from '../../ui/use-timeline.ts';

export interface LaneDragEvents {
  onSeek: (frame: number) => void;
  onSelection: (range: FrameRange | null) => void;
}

const CLICK_PIXELS = 4;

/** Pointer handlers of a lane: a click seeks and clears the selection, a drag selects a passage. */
export function useLaneDrag(
  lane: RefObject<HTMLElement | null>,
  { view, extent }: Timeline,
  { onSeek, onSelection }: LaneDragEvents,
) {
  const [drag, setDrag] = useState<{
    readonly frame: number;
    readonly x: number;
    readonly moved: boolean;
  } | null>(null);
  const frameOf = (event: PointerEvent): number => {
    const left = lane.current?.getBoundingClientRect().left ?? 0;
    return Math.round(Math.max(0, Math.min(extent.frames, frameAt(view, event.clientX - left))));
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (drag !== null && !drag.moved && event.type === 'pointerup') {
      onSelection(null);
      onSeek(drag.frame);
    }
    setDrag(null);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ frame: frameOf(event), x: event.clientX, moved: false });
    },
    onPointerMove: (event: PointerEvent): void => {
      if (drag === null) return;
      if (!drag.moved && Math.abs(event.clientX - drag.x) < CLICK_PIXELS) return;
      if (!drag.moved) setDrag({ ...drag, moved: true });
      const frame = frameOf(event);
      onSelection(
        frame === drag.frame
          ? null
          : { start: Math.min(frame, drag.frame), end: Math.max(frame, drag.frame) },
      );
    },
    onPointerUp,
    onPointerCancel: onPointerUp,
  };
}
