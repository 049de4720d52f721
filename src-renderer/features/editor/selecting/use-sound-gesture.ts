import { useRef, useState, type PointerEvent } from 'react';
import type { RegionPoint } from '../../../../src-shared/dsp/region/shapes.ts';
import type { SoundShape } from '../../../../src-shared/project/sound-selection.ts';
import { placeOf, pointAt, type SpectrogramAxes } from '../../../ui/spectrogram/axes.ts';
import { rectangleBetween } from '../../../ui/spectrogram/rectangle.ts';
import type { FoundNote } from './find-note.ts';
import { joined, pointOf, simplified, type Joining, type TrackSound } from './shapes.ts';
import type { Tool, ToolSettings } from './tools.ts';

interface Options {
  readonly axes: SpectrogramAxes;
  readonly frames: number;
  readonly trackId: string;
  readonly settings: ToolSettings;
  readonly sound: TrackSound | null;
  readonly noteAt: (point: RegionPoint) => FoundNote;
  /** A drag with this tool begins here. */
  onStart: () => void;
  onSound: (sound: TrackSound | null, isDrawing: boolean) => void;
}

interface Gesture {
  readonly tool: Tool;
  readonly how: Joining;
  readonly before: TrackSound | null;
  /** Where the drag began, as a point of the sound: it stays put while the view scrolls. */
  readonly anchor: RegionPoint;
  readonly x: number;
  readonly y: number;
  points: RegionPoint[];
}

/** A new point of a lasso or a stroke is at least this far from the last one, in pixels. */
const STEP_PIXELS = 3;
/** A drag that stays within this many pixels is a click. */
const CLICK_PIXELS = 4;
/** Points closer to the line between their neighbours than this are left out. */
const TOLERANCE_PIXELS = 0.75;

/** Alt selects a rectangle where the tool selects passages; otherwise it erases, and Shift adds. */
function begins(event: PointerEvent, { tool, erase }: ToolSettings): { tool: Tool; how: Joining } | null {
  if (event.button !== 0) return null;
  if (tool === 'time') return event.altKey ? { tool: 'rectangle', how: 'replace' } : null;
  if (event.altKey || (tool === 'brush' && erase)) return { tool, how: 'erase' };
  return { tool, how: event.shiftKey || tool === 'brush' ? 'add' : 'replace' };
}

/** The pointer handlers of the selecting tools over one spectrogram. */
export function useSoundGesture(options: Options) {
  const { axes, frames, trackId, settings, noteAt, onSound } = options;
  const gesture = useRef<Gesture | null>(null);
  const [drawing, setDrawing] = useState<SoundShape | null>(null);

  const placeIn = (event: PointerEvent<HTMLElement>): readonly [x: number, y: number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, Math.max(0, Math.min(axes.frequency.height, event.clientY - top))];
  };

  const shapeOf = ({ tool, anchor, points }: Gesture, x: number, y: number): SoundShape | null => {
    switch (tool) {
      case 'time':
        return null;
      case 'rectangle': {
        const drawn = rectangleBetween(axes, frames, { frame: anchor.at, hz: anchor.hz }, x, y);
        if (drawn === null) return null;
        const { start: from, end: to, lowHz, highHz } = drawn;
        return { kind: 'rectangle', erase: false, from, to, lowHz, highHz };
      }
      case 'lasso':
        return points.length < 3 ? null : { kind: 'lasso', erase: false, points };
      case 'brush': {
        const { seconds, semitones } = settings;
        return { kind: 'brush', erase: false, points, seconds, semitones };
      }
      case 'harmonics': {
        const { count, cents } = settings;
        const note = noteAt(anchor);
        const { at } = pointOf(pointAt(axes, x, y), frames);
        // A drag gives the duration itself.
        const dragged = Math.abs(placeOf(axes, { frame: anchor.at, hz: anchor.hz }).x - x) >= CLICK_PIXELS;
        const { from, to } = dragged ? { from: Math.min(at, anchor.at), to: Math.max(at, anchor.at) } : note;
        return from < to ? { kind: 'harmonics', erase: false, from, to, hz: note.hz, count, cents } : null;
      }
    }
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const begun = begins(event, settings);
    if (begun === null) return;
    // The lane itself would select a passage with all its frequencies.
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = placeIn(event);
    const anchor = pointOf(pointAt(axes, x, y), frames);
    options.onStart();
    gesture.current = { ...begun, before: options.sound, anchor, x, y, points: [anchor] };
    if (begun.tool === 'brush') setDrawing(shapeOf(gesture.current, x, y));
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const now = gesture.current;
    if (now === null) return;
    const [x, y] = placeIn(event);
    const last = now.points.at(-1) ?? now.anchor;
    const from = placeOf(axes, { frame: last.at, hz: last.hz });
    if (Math.hypot(x - from.x, y - from.y) >= STEP_PIXELS) {
      now.points = [...now.points, pointOf(pointAt(axes, x, y), frames)];
    }
    const shape = shapeOf(now, x, y);
    setDrawing(shape && { ...shape, erase: now.how === 'erase' });
    // A rectangle's times are selected in all tracks while it is drawn.
    if (now.tool === 'rectangle') {
      onSound(shape === null ? now.before : joined(now.before, trackId, shape, now.how), true);
    }
  };

  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    const now = gesture.current;
    gesture.current = null;
    setDrawing(null);
    if (now === null) return;
    const [x, y] = placeIn(event);
    const isClick = Math.hypot(x - now.x, y - now.y) < CLICK_PIXELS;
    const places = now.points.map(({ at, hz }) => placeOf(axes, { frame: at, hz }));
    const points = simplified(now.points, places, TOLERANCE_PIXELS);
    const clears = isClick && now.tool !== 'brush' && now.tool !== 'harmonics';
    const shape = clears ? null : shapeOf({ ...now, points }, x, y);
    if (shape !== null) onSound(joined(now.before, trackId, shape, now.how), false);
    else onSound(now.how === 'replace' ? null : now.before, false);
  };

  const onPointerCancel = (): void => {
    const now = gesture.current;
    gesture.current = null;
    setDrawing(null);
    if (now !== null) onSound(now.before, false);
  };

  return { drawing, onPointerDown, onPointerMove, onPointerUp, onPointerCancel };
}
