import { preload } from './preload.ts';

let dragging = false;

/** Whether files can be dragged out of this window. */
export const canDragOut = (): boolean => preload()?.dragFile !== undefined;

/**
 * Hands the file to the system, which shows it at the pointer until it is dropped. To be called in a `dragstart` event
 * whose default is prevented.
 */
export function dragOut(grantId: string): void {
  preload()?.dragFile?.(grantId);
  dragging = true;
  // While the system drags, the page gets no pointer events: the first one without a button says that it has ended.
  const end = (event: PointerEvent): void => {
    if (event.buttons !== 0) return;
    dragging = false;
    window.removeEventListener('pointermove', end);
  };
  window.addEventListener('pointermove', end);
}

/** Whether what is dragged over the page came from it: then it is nothing to import. */
export const isDraggingOut = (): boolean => dragging;
