import { preload } from './preload.ts';

let dragging = false;

/** Whether this window supports dragging files out. */
export const canDragOut = (): boolean => preload()?.dragFile !== undefined;

/** Starts a system drag of one or several files. Call it in a `dragstart` event after preventing the default. */
export function dragOut(grantIds: string | readonly string[]): void {
  preload()?.dragFile?.(grantIds);
  dragging = true;
  // The page gets no pointer events during a system drag; the first one with no button pressed marks its end.
  const end = (event: PointerEvent): void => {
    if (event.buttons !== 0) return;
    dragging = false;
    window.removeEventListener('pointermove', end);
  };
  window.addEventListener('pointermove', end);
}

/** Whether the current drag started in this window; such a drag must not trigger an import. */
export const isDraggingOut = (): boolean => dragging;
