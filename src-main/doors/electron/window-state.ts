import { z } from 'zod';

const Rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
/** Device-independent pixels, with the origin at the primary display's upper left corner. */
export type Rectangle = z.infer<typeof Rectangle>;

export const WindowState = z.object({
  /** The bounds of the window when neither maximised nor full screen. */
  bounds: Rectangle,
  maximised: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

export const MIN_SIZE = { width: 900, height: 600 };
const FIRST_SIZE = { width: 1360, height: 860 };
/** The part of the title bar that must be within reach of the pointer. */
const REACHABLE = { width: 120, height: 32 };

export interface Placement {
  readonly width: number;
  readonly height: number;
  /** Null centres the window on the primary display. */
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly maximised: boolean;
  readonly fullScreen: boolean;
}

/**
 * Restores the window's position unless its display is gone or has become smaller.
 * @param workAreas the usable area of each display, the primary one first
 */
export function placeWindow(saved: WindowState | null, workAreas: readonly Rectangle[]): Placement {
  const [primary] = workAreas;
  if (saved === null) {
    return { ...fitted(FIRST_SIZE, primary), position: null, maximised: false, fullScreen: false };
  }
  const { bounds, maximised, fullScreen } = saved;
  const display = workAreas.find((area) => isReachable(bounds, area));
  return {
    ...fitted(bounds, display ?? primary),
    position: display === undefined ? null : { x: bounds.x, y: bounds.y },
    maximised,
    fullScreen,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Clamps the size between the window's minimum and the display's size. */
function fitted({ width, height }: Size, area: Size | undefined): Size {
  return {
    width: Math.max(MIN_SIZE.width, Math.min(width, area?.width ?? width)),
    height: Math.max(MIN_SIZE.height, Math.min(height, area?.height ?? height)),
  };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopInside = window.y >= area.y && window.y + REACHABLE.height <= area.y + area.height;
  return across >= REACHABLE.width && isTopInside;
}

/** The part of `BrowserWindow` in use. */
export interface PlacedWindow {
  on(event: 'resize' | 'move' | 'close', listener: () => void): unknown;
  getNormalBounds(): Rectangle;
  isMaximized(): boolean;
  isFullScreen(): boolean;
  isDestroyed(): boolean;
}

const SETTLED_MS = 500;

/** Saves the window's position after it stops moving and when it closes. */
export function rememberPlace(window: PlacedWindow, save: (state: WindowState) => void): void {
  let timer: NodeJS.Timeout | undefined;
  const saveNow = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    save({
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(saveNow, SETTLED_MS);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', saveNow);
}
