import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Scroller {
  readonly element: Element | null;
  /** From the top of what scrolls to the top of the list. */
  readonly marginPx: number;
}

const NONE: Scroller = { element: null, marginPx: 0 };

/**
 * What scrolls a list, and where the list begins in it.
 * @param listRef the element whose top is the list's
 * @param changes measures again when it changes
 */
export function useScroller(listRef: RefObject<HTMLElement | null>, changes: unknown): Scroller {
  const [view, setView] = useState<Scroller>(NONE);
  useLayoutEffect(() => {
    const element = listRef.current;
    const scroller = element === null ? null : scrollerOf(element);
    if (element === null || scroller === null) return;
    const marginPx = Math.round(
      element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop,
    );
    setView((before) =>
      before.element === scroller && before.marginPx === marginPx ? before : { element: scroller, marginPx },
    );
  }, [listRef, changes]);
  return view;
}

/** The nearest ancestor that scrolls. */
function scrollerOf(element: Element): Element | null {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return document.scrollingElement;
}
