import type { SoundShape } from '../../../../src-shared/project/sound-selection.ts';
import { MOST_POINTS, MOST_SHAPES, pointsOf } from '../../../../src-shared/project/sound-selection.ts';
import type { RegionPoint } from '../../../../src-shared/dsp/region/shapes.ts';
import type { SpectrogramPoint } from '../../../ui/spectrogram/axes.ts';

/** Selected sound of one track, in samples of its stem. All functions here are pure. */
export interface TrackSound {
  readonly trackId: string;
  readonly shapes: readonly SoundShape[];
}

export type RectangleShape = Extract<SoundShape, { kind: 'rectangle' }>;
export type HarmonicsShape = Extract<SoundShape, { kind: 'harmonics' }>;

/** How a new shape joins what is selected. */
export type Joining = 'replace' | 'add' | 'erase';

/** What is selected after a shape was drawn; null if nothing is. The oldest selection stays where there is no room. */
export function joined(
  before: TrackSound | null,
  trackId: string,
  shape: SoundShape,
  how: Joining,
): TrackSound | null {
  const kept = how === 'replace' || before?.trackId !== trackId ? [] : before.shapes;
  if (how === 'erase' && kept.length === 0) return null;
  const shapes = [...kept, { ...shape, erase: how === 'erase' }];
  if (shapes.length > MOST_SHAPES || pointsOf(shapes) > MOST_POINTS) return before;
  return { trackId, shapes };
}

/** Without the shape that was drawn last. */
export function withoutLast({ trackId, shapes }: TrackSound): TrackSound | null {
  const left = shapes.slice(0, -1);
  return left.some(({ erase }) => !erase) ? { trackId, shapes: left } : null;
}

/** The rectangle, if nothing else is selected. */
export function onlyRectangle(sound: TrackSound | null): RectangleShape | null {
  const [only] = sound?.shapes ?? [];
  return sound?.shapes.length === 1 && only?.kind === 'rectangle' ? only : null;
}

/** The note's comb, if nothing else is selected. */
export function onlyHarmonics(sound: TrackSound | null): HarmonicsShape | null {
  const [only] = sound?.shapes ?? [];
  return sound?.shapes.length === 1 && only?.kind === 'harmonics' ? only : null;
}

/** Within the tiles' frequencies: a point at the very edge of the view is still a frequency. */
export const pointOf = ({ frame, hz }: SpectrogramPoint, frames: number): RegionPoint => ({
  at: Math.round(Math.max(0, Math.min(frames, frame))),
  hz: Math.max(1, Math.round(hz * 10) / 10),
});

/**
 * Leaves out points that deviate from the line between their neighbours by less than `tolerance` (Ramer, Douglas and
 * Peucker).
 * @param places of the points, in pixels
 */
export function simplified<P>(
  points: readonly P[],
  places: readonly { readonly x: number; readonly y: number }[],
  tolerance: number,
): P[] {
  const kept = new Set([0, points.length - 1]);
  const pending: [number, number][] = [[0, points.length - 1]];
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const [first, last] = range;
    const [a, b] = [places[first], places[last]];
    if (a === undefined || b === undefined) continue;
    let [farthest, most] = [-1, tolerance];
    for (const [index, place] of places.slice(first + 1, last).entries()) {
      const distance = fromLine(place, a, b);
      if (distance > most) [farthest, most] = [first + 1 + index, distance];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    pending.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => kept.has(index));
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function fromLine(point: Place, a: Place, b: Place): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point.x - a.x, point.y - a.y);
  return Math.abs(dx * (a.y - point.y) - dy * (a.x - point.x)) / length;
}

/** A part of a rectangle that can be dragged. */
export const GRIPS = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Grip = (typeof GRIPS)[number];

/** Samples and hertz that a dragged rectangle keeps. */
const LEAST_FRAMES = 1;
const LEAST_RATIO = 2 ** (1 / 48);

/** The rectangle with one of its edges or corners at a point; it does not turn inside out. */
export function resized(
  rectangle: RectangleShape,
  grip: Grip,
  { at, hz }: RegionPoint,
  axis: { readonly lowHz: number; readonly highHz: number },
): RectangleShape {
  const lowHz = rectangle.lowHz ?? axis.lowHz;
  const highHz = rectangle.highHz ?? axis.highHz;
  return {
    ...rectangle,
    from: grip.includes('w') ? Math.min(at, rectangle.to - LEAST_FRAMES) : rectangle.from,
    to: grip.includes('e') ? Math.max(at, rectangle.from + LEAST_FRAMES) : rectangle.to,
    ...(grip.includes('s') ? { lowHz: Math.round(Math.min(hz, highHz / LEAST_RATIO)) } : {}),
    ...(grip.includes('n') ? { highHz: Math.round(Math.max(hz, lowHz * LEAST_RATIO)) } : {}),
  };
}

/** The rectangle moved by samples and by a ratio of frequencies, within the recording. */
export function moved(
  rectangle: RectangleShape,
  samples: number,
  ratio: number,
  frames: number,
): RectangleShape {
  const by = Math.round(Math.max(-rectangle.from, Math.min(frames - rectangle.to, samples)));
  const scaled = (hz: number | null): number | null => (hz === null ? null : Math.round(hz * ratio));
  return {
    ...rectangle,
    from: rectangle.from + by,
    to: rectangle.to + by,
    lowHz: scaled(rectangle.lowHz),
    highHz: scaled(rectangle.highHz),
  };
}
