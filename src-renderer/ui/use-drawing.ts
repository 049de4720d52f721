import { useEffect, useRef, type RefObject } from 'react';
import { onCanvasChange } from './canvas.ts';

/**
 * Draws a canvas whenever `draw` changes (so memoise it), and when its size or the theme does. Unlike an effect with
 * `keepDrawn`, it observes the canvas once, however often `draw` changes.
 */
export function useDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  draw: (node: HTMLCanvasElement) => void,
): void {
  const latest = useRef(draw);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    return onCanvasChange(node, () => latest.current(node));
  }, [canvas]);
  useEffect(() => {
    latest.current = draw;
    if (canvas.current !== null) draw(canvas.current);
  }, [canvas, draw]);
}
