/** A menu may still find its place this long after it opened. */
const SETTLED_MS = 150;

/**
 * A ref for the content of an open menu: keeps it where it opened. Radix moves it along when its button moves, and to the
 * button's other side when it no longer fits, so that whoever is about to choose would hit another item.
 */
export function stayPut(content: HTMLElement | null): (() => void) | undefined {
  const wrapper = content?.parentElement;
  if (!content || !wrapper) return undefined;
  let place: DOMRect | null = null;
  const hold = (): void => {
    if (place === null) return;
    const { left, top } = wrapper.getBoundingClientRect();
    content.style.translate = `${place.left - left}px ${place.top - top}px`;
  };
  // It is called before the move is painted.
  const observer = new MutationObserver(hold);
  observer.observe(wrapper, { attributes: true, attributeFilter: ['style'] });
  const settled = setTimeout(() => {
    place = wrapper.getBoundingClientRect();
  }, SETTLED_MS);
  return () => {
    clearTimeout(settled);
    observer.disconnect();
  };
}
