import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { fitCanvas, onThemeChange, themeColour } from '../../ui/canvas.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { nearestBarLine, type HeardBar } from '../../../src-shared/project/bars.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { frameAt, pixelOf } from '../../ui/timeline-view.ts';
import { rulerTicks, type RulerFormat, type RulerTick } from './ruler-format.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly timeline: Timeline;
  readonly measure: (node: HTMLElement | null) => void;
  readonly sampleRate: number;
  readonly format: RulerFormat;
  readonly bars: readonly HeardBar[];
  readonly loop: FrameRange | null;
  readonly loopEnabled: boolean;
  onSeek: (frame: number) => void;
  /** Called continuously during a drag; `onLoopGesture` marks its start and end. */
  onLoop: (loop: FrameRange) => void;
  onLoopGesture: (phase: 'start' | 'end') => void;
}

const CLICK_PIXELS = 4;
const SHORTEST_LOOP_SECONDS = 0.02;
/** How near to a bar line a dragged end of the loop goes to it, where the ruler counts bars; Alt leaves it. */
const SNAP_PIXELS = 8;

interface Drag {
  readonly kind: 'new' | 'start' | 'end' | 'move';
  readonly from: number;
  readonly x: number;
  readonly loop: FrameRange | null;
}

/** The time ruler. A click seeks and a drag creates a loop; the ends and the body of the loop can be dragged. */
export function Ruler(props: Props) {
  const { timeline, measure, sampleRate, loop, loopEnabled, onSeek, onLoop, onLoopGesture } = props;
  const { format, bars } = props;
  const { view, extent } = timeline;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [moved, setMoved] = useState(false);

  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    const draw = (): void =>
      drawRuler(node, view, extent, rulerTicks(format, view, extent, sampleRate, bars));
    draw();
    return onThemeChange(draw);
  }, [view, extent, sampleRate, format, bars]);

  const frameOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.closest('.ruler')?.getBoundingClientRect();
    const frame = frameAt(view, event.clientX - (box?.left ?? 0));
    return Math.round(Math.max(0, Math.min(extent.frames, frame)));
  };
  const snapped = (event: PointerEvent<HTMLElement>): number => {
    const frame = frameOf(event);
    if (format !== 'bars' || event.altKey) return frame;
    const line = nearestBarLine(bars, frame);
    const isNear = line !== null && Math.abs(line - frame) <= SNAP_PIXELS * view.framesPerPixel;
    return isNear ? Math.max(0, Math.min(extent.frames, line)) : frame;
  };
  const begin = (kind: Drag['kind']) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setMoved(false);
    setDrag({ kind, from: kind === 'new' ? snapped(event) : frameOf(event), x: event.clientX, loop });
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null) return;
    if (!moved) {
      if (Math.abs(event.clientX - drag.x) < CLICK_PIXELS) return;
      setMoved(true);
      onLoopGesture('start');
    }
    const next = dragged(drag, snapped(event), extent.frames, SHORTEST_LOOP_SECONDS * sampleRate);
    if (next !== null) onLoop(next);
  };
  const finish = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null) return;
    if (moved) onLoopGesture('end');
    else if (event.type === 'pointerup') onSeek(frameOf(event));
    setDrag(null);
  };
  const handlers = { onPointerMove: move, onPointerUp: finish, onPointerCancel: finish };

  const nudge = (edge: 'start' | 'end') => (event: KeyboardEvent) => {
    if (loop === null || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    event.stopPropagation();
    const seconds = (event.shiftKey ? 1 : 0.05) * (event.key === 'ArrowRight' ? 1 : -1);
    const at = Math.round(loop[edge] + seconds * sampleRate);
    const least = SHORTEST_LOOP_SECONDS * sampleRate;
    const next = dragged({ kind: edge, from: 0, x: 0, loop }, at, extent.frames, least);
    if (next === null) return;
    onLoopGesture('start');
    onLoop(next);
    onLoopGesture('end');
  };

  return (
    <div ref={measure} className="ruler" onPointerDown={begin('new')} {...handlers}>
      <canvas ref={canvas} className="ruler-canvas" aria-hidden="true" />
      {loop !== null && (
        <div
          className="ruler-loop"
          data-enabled={loopEnabled || undefined}
          style={{
            left: pixelOf(view, loop.start),
            width: Math.max(1, (loop.end - loop.start) / view.framesPerPixel),
          }}
          onPointerDown={begin('move')}
          {...handlers}
        >
          {(['start', 'end'] as const).map((edge) => (
            <div
              key={edge}
              className={`ruler-handle ruler-handle-${edge}`}
              role="slider"
              tabIndex={0}
              aria-label={edge === 'start' ? words().editor.loopStart : words().editor.loopEnd}
              aria-valuemin={0}
              aria-valuemax={extent.frames / sampleRate}
              aria-valuenow={loop[edge] / sampleRate}
              aria-valuetext={formatTime(loop[edge] / sampleRate, 2)}
              onKeyDown={nudge(edge)}
              onPointerDown={begin(edge)}
              {...handlers}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Returns the loop that results from a drag so far, or null if a range would be shorter than `least`. */
function dragged(drag: Drag, at: number, frames: number, least: number): FrameRange | null {
  const { loop } = drag;
  const bounded = Math.max(0, Math.min(frames, at));
  const range = (a: number, b: number): FrameRange | null =>
    Math.abs(a - b) < least ? null : { start: Math.min(a, b), end: Math.max(a, b) };
  switch (drag.kind) {
    case 'new':
      return range(drag.from, bounded);
    case 'start':
      return loop === null ? null : range(bounded, loop.end);
    case 'end':
      return loop === null ? null : range(loop.start, bounded);
    case 'move': {
      if (loop === null) return null;
      const length = loop.end - loop.start;
      const start = Math.max(0, Math.min(frames - length, loop.start + at - drag.from));
      return { start, end: start + length };
    }
  }
}

function drawRuler(
  node: HTMLCanvasElement,
  view: Timeline['view'],
  extent: Timeline['extent'],
  shown: readonly RulerTick[],
): void {
  const fitted = fitCanvas(node);
  if (fitted === null) return;
  const { context, height } = fitted;
  const line = themeColour(node, '--line-strong');
  context.font = `11px ${getComputedStyle(node).fontFamily}`;
  context.textBaseline = 'middle';
  for (const { frame, label } of shown) {
    const x = Math.round(pixelOf(view, frame)) + 0.5;
    context.fillStyle = line;
    const size = label === null ? 5 : 12;
    context.fillRect(x - 0.5, height - size, 1, size);
    if (label === null) continue;
    context.fillStyle = themeColour(node, '--text-soft');
    context.fillText(label, x + 4, height - 9);
  }
}
