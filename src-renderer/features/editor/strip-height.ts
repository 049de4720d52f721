import { useState } from 'react';

/** Below this height the controls of a processor do not fit; a drag further down hides the strip. */
export const LOWEST_STRIP = 200;
export const TALLEST_STRIP = 640;

/** Leaves room for a quartet and the rest in a window of 1280x800, and shows a taller equaliser in larger ones. */
export const standardStripHeight = (windowHeight: number): number =>
  Math.round(Math.min(360, Math.max(LOWEST_STRIP, windowHeight * 0.28)));

/** A height of the strip in CSS pixels: between the lowest and the tallest, or 0 if it is hidden. */
export function clampStripHeight(height: number): number {
  if (height < LOWEST_STRIP / 2) return 0;
  return Math.round(Math.min(TALLEST_STRIP, Math.max(LOWEST_STRIP, height)));
}

/** A choice of this window, not of the project: it depends on the screen. */
const KEY = 'strip-height';

function remembered(): number {
  const standard = standardStripHeight(window.innerHeight);
  const stored = Number(localStorage.getItem(KEY) ?? standard);
  return Number.isFinite(stored) ? clampStripHeight(stored) : standard;
}

/** The strip's height, which this browser remembers. */
export function useStripHeight(): {
  readonly height: number;
  readonly setHeight: (height: number) => void;
  readonly toggle: () => void;
} {
  const [height, set] = useState(remembered);
  const [shown, setShown] = useState(height === 0 ? standardStripHeight(window.innerHeight) : height);
  const setHeight = (next: number): void => {
    localStorage.setItem(KEY, String(next));
    if (next > 0) setShown(next);
    set(next);
  };
  return { height, setHeight, toggle: () => setHeight(height === 0 ? shown : 0) };
}
