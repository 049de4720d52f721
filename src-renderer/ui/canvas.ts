/** Sizes a canvas to its box in device pixels and returns a context scaled to CSS pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
): { context: CanvasRenderingContext2D; width: number; height: number } | null {
  const { clientWidth: width, clientHeight: height } = canvas;
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

/** Returns the value of a custom property at this element, so that canvases use the theme's colours. */
export function themeColour(element: Element, property: `--${string}`): string {
  return getComputedStyle(element).getPropertyValue(property).trim();
}

const listeners = new Set<() => void>();

/** Calls `listener` when `data-theme` changes so that canvases can redraw. Returns an unsubscribe function. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws immediately, and again whenever the canvas size or the theme changes. Returns a function that stops this. */
export function keepDrawn(canvas: HTMLCanvasElement, draw: () => void): () => void {
  draw();
  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  const stopTheme = onThemeChange(draw);
  return () => {
    observer.disconnect();
    stopTheme();
  };
}

export function announceThemeChange(): void {
  for (const listener of listeners) listener();
}
