import { pixelOf } from '../timeline-view.ts';
import { pointAt, yOf, type SpectrogramAxes, type SpectrogramPoint } from './axes.ts';

/** A passage in a band of frequencies. All functions here are pure. */
export interface Rectangle {
  /** Samples, half open. */
  readonly start: number;
  readonly end: number;
  /** Whole Hz: the fields that show a band again hold no fractions. */
  readonly lowHz: number;
  readonly highHz: number;
}

export interface Box {
  /** CSS pixels from the upper left corner of the spectrogram; may lie outside it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The rectangle between the point where a drag began and the place that it has reached, within `[0, frames]` and the
 * frequencies in view. The anchor is a point of the sound, so that it stays put while the view scrolls.
 *
 * @param x CSS pixels, as y; the place may lie outside the spectrogram
 * @returns null while either side is empty
 */
export function rectangleBetween(
  axes: SpectrogramAxes,
  frames: number,
  anchor: SpectrogramPoint,
  x: number,
  y: number,
): Rectangle | null {
  const { height } = axes.frequency;
  const reached = pointAt(axes, x, Math.max(0, Math.min(height, y)));
  const within = (frame: number): number => Math.round(Math.max(0, Math.min(frames, frame)));
  const [from, to] = [within(anchor.frame), within(reached.frame)];
  const [one, other] = [Math.round(anchor.hz), Math.round(reached.hz)];
  if (from === to || one === other) return null;
  return {
    start: Math.min(from, to),
    end: Math.max(from, to),
    lowHz: Math.min(one, other),
    highHz: Math.max(one, other),
  };
}

/** Where a rectangle lies in a spectrogram. */
export function boxOf({ view, frequency }: SpectrogramAxes, rectangle: Rectangle): Box {
  const left = pixelOf(view, rectangle.start);
  const top = yOf(frequency, rectangle.highHz);
  return {
    left,
    top,
    width: pixelOf(view, rectangle.end) - left,
    height: yOf(frequency, rectangle.lowHz) - top,
  };
}

/** The part of a box within `width` by `height` pixels; null where nothing of it is in view. */
export function visiblePart(box: Box, width: number, height: number): Box | null {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  const right = Math.min(width, box.left + box.width);
  const bottom = Math.min(height, box.top + box.height);
  return right <= left || bottom <= top ? null : { left, top, width: right - left, height: bottom - top };
}
