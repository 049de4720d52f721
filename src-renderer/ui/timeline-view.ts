/**
 * The part of the project that the timeline shows. Zoom and scroll are session state and not in the undo history. All
 * functions here are pure.
 */
export interface TimelineView {
  /** The first visible frame; may be fractional while zooming. */
  readonly start: number;
  readonly framesPerPixel: number;
}

export interface TimelineExtent {
  /** The length of the project in frames. */
  readonly frames: number;
  /** The width of the timeline in CSS pixels. */
  readonly width: number;
}

/** The closest zoom: eight pixels per frame, enough to tell samples apart. */
const NEAREST = 1 / 8;

export function fitView({ frames, width }: TimelineExtent): TimelineView {
  return { start: 0, framesPerPixel: Math.max(NEAREST, frames / Math.max(1, width)) };
}

/** Keeps the view within the project and limits zooming out to the whole project. */
export function clampView(view: TimelineView, extent: TimelineExtent): TimelineView {
  const widest = fitView(extent).framesPerPixel;
  const framesPerPixel = Math.min(widest, Math.max(NEAREST, view.framesPerPixel));
  const last = Math.max(0, extent.frames - framesPerPixel * extent.width);
  return { start: Math.min(last, Math.max(0, view.start)), framesPerPixel };
}

/** @param factor below 1 zooms in; the frame under `x` stays in place */
export function zoomAt(view: TimelineView, extent: TimelineExtent, factor: number, x: number): TimelineView {
  const anchor = view.start + x * view.framesPerPixel;
  const widest = fitView(extent).framesPerPixel;
  const framesPerPixel = Math.min(widest, Math.max(NEAREST, view.framesPerPixel * factor));
  return clampView({ start: anchor - x * framesPerPixel, framesPerPixel }, extent);
}

export function scrollBy(view: TimelineView, extent: TimelineExtent, pixels: number): TimelineView {
  return clampView({ ...view, start: view.start + pixels * view.framesPerPixel }, extent);
}

/** Shows `[from, to)` with a small margin on both sides. */
export function showRange(from: number, to: number, extent: TimelineExtent): TimelineView {
  const room = (to - from) * 0.05;
  return clampView(
    { start: from - room, framesPerPixel: (to - from + 2 * room) / Math.max(1, extent.width) },
    extent,
  );
}

/** Scrolls by a page when the playhead leaves the view; otherwise returns the same view. */
export function follow(view: TimelineView, extent: TimelineExtent, position: number): TimelineView {
  const shown = view.framesPerPixel * extent.width;
  if (position >= view.start && position < view.start + shown) return view;
  return clampView({ ...view, start: position - shown * 0.1 }, extent);
}

/** Puts the playhead in the middle, except near the ends. Returns the same view if it moves by less than half a pixel. */
export function centre(view: TimelineView, extent: TimelineExtent, position: number): TimelineView {
  const start = position - (view.framesPerPixel * extent.width) / 2;
  const next = clampView({ ...view, start }, extent);
  return Math.abs(next.start - view.start) < view.framesPerPixel / 2 ? view : next;
}

export const frameAt = (view: TimelineView, x: number): number => view.start + x * view.framesPerPixel;
export const pixelOf = (view: TimelineView, frame: number): number =>
  (frame - view.start) / view.framesPerPixel;

export interface Tick {
  readonly frame: number;
  /** Major ticks are labelled with the time in seconds. */
  readonly major: boolean;
}

const STEPS = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120,
  300, 600, 1800, 3600,
] as const;
const MINOR: Readonly<Record<string, number>> = { '15': 3, '30': 6, '60': 6, '120': 4, '1800': 6, '3600': 6 };

/** Returns the interval in seconds that keeps labels at least `pixels` apart. */
export function tickStep(view: TimelineView, sampleRate: number, pixels: number): number {
  const least = (view.framesPerPixel * pixels) / sampleRate;
  return STEPS.find((step) => step >= least) ?? 3600;
}

export function ticks(view: TimelineView, extent: TimelineExtent, sampleRate: number, pixels = 80): Tick[] {
  const step = tickStep(view, sampleRate, pixels);
  const parts = MINOR[String(step)] ?? 5;
  const minor = step / parts;
  const first = Math.floor(view.start / sampleRate / minor);
  const last = Math.min(frameAt(view, extent.width), extent.frames) / sampleRate / minor;
  const found: Tick[] = [];
  for (let index = first; index <= last; index += 1) {
    found.push({ frame: index * minor * sampleRate, major: index % parts === 0 });
  }
  return found;
}

/** Returns the number of decimals of a second needed to distinguish labels at this interval. */
export function tickDigits(step: number): number {
  return step >= 1 ? 0 : Math.min(4, Math.ceil(-Math.log10(step)));
}
