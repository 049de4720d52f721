interface Size {
  readonly width: number;
  readonly height: number;
}

/** The sizes of observed canvases in CSS pixels: reading them from the element would force a layout. */
const sizes = new WeakMap<HTMLCanvasElement, Size>();

function sizeOf(canvas: HTMLCanvasElement): Size {
  return sizes.get(canvas) ?? { width: canvas.clientWidth, height: canvas.clientHeight };
}

/** Sizes a canvas to its box in device pixels and returns a context scaled to CSS pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
): { context: CanvasRenderingContext2D; width: number; height: number } | null {
  const { width, height } = sizeOf(canvas);
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return null;
  const scale = window.devicePixelRatio || 1;
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(pixelWidth / width, 0, 0, pixelHeight / height, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** The theme's colours as read, until the theme changes: reading one from the element forces a style calculation. */
const colours = new Map<string, string>();

/** Returns the theme's value of a custom property, so that canvases use the theme's colours. */
export function themeColour(element: Element, property: `--${string}`): string {
  const known = colours.get(property);
  if (known !== undefined) return known;
  const value = getComputedStyle(element).getPropertyValue(property).trim();
  colours.set(property, value);
  return value;
}

const listeners = new Set<() => void>();

/** Calls `listener` when `data-theme` changes so that canvases can redraw. Returns an unsubscribe function. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws immediately, and again whenever the canvas size or the theme changes. Returns a function that stops this. */
export function keepDrawn(canvas: HTMLCanvasElement, draw: () => void): () => void {
  const stop = onCanvasChange(canvas, draw);
  draw();
  return stop;
}

/** Calls `listener` when the size of a canvas or the theme changes. Returns an unsubscribe function. */
export function onCanvasChange(canvas: HTMLCanvasElement, listener: () => void): () => void {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    const before = sizeOf(canvas);
    sizes.set(canvas, { width, height });
    if (width !== before.width || height !== before.height) listener();
  });
  sizes.set(canvas, { width: canvas.clientWidth, height: canvas.clientHeight });
  observer.observe(canvas);
  const stopTheme = onThemeChange(listener);
  return () => {
    observer.disconnect();
    sizes.delete(canvas);
    stopTheme();
  };
}

export function announceThemeChange(): void {
  colours.clear();
  for (const listener of listeners) listener();
}
