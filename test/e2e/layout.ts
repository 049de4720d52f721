/** Finds what a layout gets wrong: controls that are cut off, covered or outside the window, and sideways scrolling. */
import type { Page } from '@playwright/test';

/** What is wrong with the page as it is now, one line an element; nothing in a page that is right. */
export const layoutFaults = (page: Page): Promise<string[]> => page.evaluate(findFaults);

/** Runs in the page, so it refers to nothing outside itself. */
export function findFaults(): string[] {
  const CONTROLS =
    'button,a[href],input,select,textarea,summary,[role=slider],[role=switch],[role=tab],[role=menuitem]';
  /** Content that may be wider than its place, and scrolls there: tables of a model's card. */
  const WIDE = '.markdown-table';
  const faults: string[] = [];
  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label') ?? element.textContent;
    return `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${label.trim().slice(0, 40)}”`;
  };
  const isShown = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    // One pixel and clipped: for screen readers only.
    return (
      width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };

  if (document.documentElement.scrollWidth > window.innerWidth) faults.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('*')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    if (scrolls && element.scrollWidth > element.clientWidth + 1 && !element.matches(WIDE)) {
      faults.push(`scrolls sideways: ${nameOf(element)} ${element.scrollWidth} in ${element.clientWidth}`);
    }
  }

  const dialog = [...document.querySelectorAll('[role=dialog]')].at(-1);
  for (const control of (dialog ?? document).querySelectorAll(CONTROLS)) {
    if (!isShown(control) || control.matches('.skip-link') || control.closest(WIDE) !== null) continue;
    const box = control.getBoundingClientRect();
    let isScrolledAway = false;
    let isCut = false;
    for (let around = control.parentElement; around !== null; around = around.parentElement) {
      const { overflowX, overflowY, display } = getComputedStyle(around);
      if (display === 'contents') continue;
      const place = around.getBoundingClientRect();
      const left = place.left + around.clientLeft;
      const top = place.top + around.clientTop;
      const outX = box.left < left - 1 || box.right > left + around.clientWidth + 1;
      const outY = box.top < top - 1 || box.bottom > top + around.clientHeight + 1;
      const clips = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
      if (
        (outX && overflowX !== 'visible' && !clips(overflowX)) ||
        (outY && overflowY !== 'visible' && !clips(overflowY))
      )
        isScrolledAway = true;
      // What a scroller has moved out of sight says nothing about the boxes around it.
      else if (!isScrolledAway && ((outX && clips(overflowX)) || (outY && clips(overflowY)))) {
        isCut = true;
        faults.push(`cut off: ${nameOf(control)} by ${nameOf(around)}`);
      }
    }
    if (isScrolledAway || isCut) continue;
    if (
      box.left < -1 ||
      box.top < -1 ||
      box.right > window.innerWidth + 1 ||
      box.bottom > window.innerHeight + 1
    ) {
      faults.push(`outside the window: ${nameOf(control)}`);
      continue;
    }
    if (control.tagName === 'BUTTON' && control.scrollWidth > control.clientWidth + 1) {
      if (!control.matches('.ellipsis')) faults.push(`too long for its button: ${nameOf(control)}`);
    }
    if (control.matches('input') || getComputedStyle(control).pointerEvents === 'none') continue;
    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (hit !== null && !control.contains(hit) && !hit.contains(control)) {
      faults.push(`covered: ${nameOf(control)} by ${nameOf(hit)}`);
    }
  }
  return faults;
}
