import { useEffect } from 'react';
import type { RefObject } from 'react';

/** Moves a thin element across its box, of `frames` width, for as long as something plays. */
export function usePlayhead(
  element: RefObject<HTMLElement | null>,
  playing: boolean,
  position: () => number | null,
  frames: number,
): void {
  useEffect(() => {
    const node = element.current;
    if (!playing || node === null) return undefined;
    let frame = 0;
    const move = (): void => {
      frame = requestAnimationFrame(move);
      const at = position();
      node.style.display = at === null ? 'none' : 'block';
      if (at !== null) node.style.left = `${(at / Math.max(1, frames)) * 100}%`;
    };
    frame = requestAnimationFrame(move);
    return () => {
      cancelAnimationFrame(frame);
      node.style.display = 'none';
    };
  }, [element, playing, position, frames]);
}
