import { useLayoutEffect, useRef } from 'react';

interface Handlers {
  onKeyDown: (event: KeyboardEvent) => void;
  onKeyUp?: ((event: KeyboardEvent) => void) | undefined;
}

/**
 * Listens for keys wherever the focus is; `capture` hears them before the focused element does. The handlers take effect
 * with the commit that renders them, not after the paint as in an effect: a key that is pressed as soon as a page shows
 * must not reach the handlers of the page before it.
 */
export function useWindowKeys(handlers: Handlers, { capture = false } = {}): void {
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => latest.current.onKeyDown(event);
    const onKeyUp = (event: KeyboardEvent): void => latest.current.onKeyUp?.(event);
    window.addEventListener('keydown', onKeyDown, capture);
    window.addEventListener('keyup', onKeyUp, capture);
    return () => {
      window.removeEventListener('keydown', onKeyDown, capture);
      window.removeEventListener('keyup', onKeyUp, capture);
    };
  }, [capture]);
}
