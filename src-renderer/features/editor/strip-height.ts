import { useState } from 'react';

/** Below this height the controls of a processor do not fit; a drag further down hides the strip. */
export const LOWEST_STRIP = 200;
export const TALLEST_STRIP = 640;
const DEFAULT_STRIP = 244;

/** A height of the strip in CSS pixels: between the lowest and the tallest, or 0 if it is hidden. */
export function clampStripHeight(height: number): number {
  if (height < LOWEST_STRIP / 2) return 0;
  return Math.round(Math.min(TALLEST_STRIP, Math.max(LOWEST_STRIP, height)));
}

/** A choice of this window, not of the project: it depends on the screen. */
const KEY = 'strip-height';

function remembered(): number {
  const stored = Number(localStorage.getItem(KEY) ?? DEFAULT_STRIP);
  return Number.isFinite(stored) ? clampStripHeight(stored) : DEFAULT_STRIP;
}

/** The strip's height, which this browser remembers. */
export function useStripHeight(): {
  readonly height: number;
  readonly setHeight: (height: number) => void;
  readonly toggle: () => void;
} {
  const [height, set] = useState(remembered);
  const [shown, setShown] = useState(height === 0 ? DEFAULT_STRIP : height);
  const setHeight = (next: number): void => {
    localStorage.setItem(KEY, String(next));
    if (next > 0) setShown(next);
    set(next);
  };
  return { height, setHeight, toggle: () => setHeight(height === 0 ? shown : 0) };
}
