import { useId, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import type { DocumentStore } from '../../../document/store.ts';
import { formatTime } from '../../../../src-shared/format/time.ts';
import { formatDb } from '../../../../src-shared/format/numbers.ts';
import type { Subject } from './subjects.ts';
import { formatParameter, positionOf, quantise, stepParameter, valueAt } from '../../../ui/parameter.ts';
import { frameAt, pixelOf, type TimelineExtent, type TimelineView } from '../../../ui/timeline-view.ts';
import { words } from '../../../words/words.ts';

interface Props {
  readonly subject: Subject;
  readonly view: TimelineView;
  readonly extent: TimelineExtent;
  readonly sampleRate: number;
  readonly height: number;
  /** Whether nothing beside the lane says what it automates. */
  readonly isNamed?: boolean;
  readonly store: DocumentStore;
}

const MARGIN = 7;
const CLICK_PIXELS = 3;

const DOUBLE_CLICK_MS = 450;

/** What a press hit: a point (by its sample), the line (which adds a point), or neither. */
type Press =
  { readonly point: number } | 'line' | { readonly x: number; readonly y: number; readonly ms: number };

/**
 * A level or a parameter over time, over a waveform or in a row of its own. A click on the line or a double-click elsewhere adds a point, a drag moves
 * one, and Delete or a double-click removes it. Points can be focused and moved by keyboard.
 */
export function AutomationLane({ subject, view, extent, sampleRate, height, store, isNamed = false }: Props) {
  const { ownerId, target, spec, colour } = subject;
  const points = subject.points ?? [];
  const svg = useRef<SVGSVGElement>(null);
  const control = useId();
  /** The dragged point, identified by its sample, which changes during the drag. */
  const [drag, setDrag] = useState<{ at: number; moved: boolean; x: number; y: number } | null>(null);
  const isLevel = spec.taper === 'fader';
  const y = (value: number): number => MARGIN + (1 - positionOf(spec, value)) * (height - 2 * MARGIN);
  const valueOf = (pixel: number): number => {
    const value = valueAt(spec, 1 - (pixel - MARGIN) / Math.max(1, height - 2 * MARGIN));
    return isLevel ? Math.round(value * 10) / 10 : quantise(spec, value);
  };
  /** The targets of the last two presses. A double-click acts on the first; pointer capture hides it from the event. */
  const presses = useRef<readonly Press[]>([]);
  const press = (hit: Press): void => {
    presses.current = [...presses.current.slice(-1), hit];
  };
  const at = (event: MouseEvent): { frame: number; value: number } => {
    const box = svg.current?.getBoundingClientRect();
    const frame = Math.round(frameAt(view, event.clientX - (box?.left ?? 0)));
    return {
      frame: Math.max(0, Math.min(extent.frames, frame)),
      value: valueOf(event.clientY - (box?.top ?? 0)),
    };
  };
  const set = (frame: number, value: number, from?: number): void =>
    store.apply({
      type: 'setPoint',
      trackId: ownerId,
      target,
      at: frame,
      value,
      ...(from === undefined ? {} : { from }),
    });
  const remove = (frame: number): void =>
    store.apply({ type: 'removePoint', trackId: ownerId, target, at: frame });

  const addPoint = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    press('line');
    const { frame, value } = at(event);
    svg.current?.setPointerCapture(event.pointerId);
    store.begin('changeAutomation');
    set(frame, value);
    setDrag({ at: frame, moved: true, x: event.clientX, y: event.clientY });
  };
  const grab = (frame: number) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    press({ point: frame });
    svg.current?.setPointerCapture(event.pointerId);
    store.begin('changeAutomation');
    setDrag({ at: frame, moved: false, x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent): void => {
    if (drag === null) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= CLICK_PIXELS;
    if (!drag.moved && !far) return;
    const { frame, value } = at(event);
    // Clamp the point between its neighbours, so that a drag never deletes another point.
    const before = points.findLast((point) => point.at < drag.at);
    const after = points.find((point) => point.at > drag.at);
    const low = before === undefined ? 0 : before.at + 1;
    const high = after === undefined ? extent.frames : after.at - 1;
    const bounded = Math.max(low, Math.min(high, frame));
    set(bounded, value, drag.at);
    setDrag({ ...drag, at: bounded, moved: true });
  };
  const finish = (): void => {
    if (drag === null) return;
    store.end();
    setDrag(null);
  };
  const onDoubleClick = (): void => {
    const [first] = presses.current;
    if (typeof first !== 'object' || !('point' in first)) return;
    if (points.some((point) => point.at === first.point)) remove(first.point);
  };
  /** Detects a double-click from its presses, because the lane below captures the pointer to seek or select. */
  const pressBeside = (event: PointerEvent): void => {
    const last = presses.current.at(-1);
    press({ x: event.clientX, y: event.clientY, ms: event.timeStamp });
    if (event.button !== 0 || typeof last !== 'object' || 'point' in last) return;
    const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) <= CLICK_PIXELS;
    if (!near || event.timeStamp - last.ms > DOUBLE_CLICK_MS) return;
    const { frame, value } = at(event);
    set(frame, value);
  };
  const onKey = (frame: number, value: number) => (event: KeyboardEvent) => {
    const next = (direction: 1 | -1): number =>
      isLevel
        ? value + direction * (event.shiftKey ? 0.1 : 1)
        : stepParameter(spec, value, direction, event.shiftKey ? 'fine' : 'step');
    const frames = Math.round((event.shiftKey ? 0.01 : 0.1) * sampleRate);
    const neighbours = points.filter((point) => point.at !== frame).map((point) => point.at);
    const shift = (by: number): void => {
      const to = Math.max(0, Math.min(extent.frames, frame + by));
      if (!neighbours.some((other) => (frame < other && other <= to) || (to <= other && other < frame))) {
        set(to, value, frame);
      }
    };
    const actions: Readonly<Record<string, () => void>> = {
      ArrowUp: () => set(frame, next(1)),
      ArrowDown: () => set(frame, next(-1)),
      ArrowLeft: () => shift(-frames),
      ArrowRight: () => shift(frames),
      Delete: () => remove(frame),
      Backspace: () => remove(frame),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    store.begin('changeAutomation', control);
    action();
    store.end();
  };

  const line =
    points.length === 0
      ? [
          [0, y(subject.value)],
          [extent.width, y(subject.value)],
        ]
      : [
          [Math.min(0, pixelOf(view, points[0]?.at ?? 0)), y(points[0]?.value ?? 0)],
          ...points.map((point) => [pixelOf(view, point.at), y(point.value)]),
          [Math.max(extent.width, pixelOf(view, points.at(-1)?.at ?? 0)), y(points.at(-1)?.value ?? 0)],
        ];
  const path = line.map(([px, py]) => `${(px ?? 0).toFixed(1)},${(py ?? 0).toFixed(1)}`).join(' ');
  return (
    <svg
      ref={svg}
      className="automation"
      width={extent.width}
      height={height}
      role="group"
      aria-label={words().editor.automation(subject.name, subject.owner, points.length)}
      onPointerDown={pressBeside}
      onDoubleClick={onDoubleClick}
      onPointerMove={move}
      onPointerUp={finish}
      onPointerCancel={finish}
    >
      {isNamed && target !== 'gainDb' && (
        <text className="automation-name" x={6} y={14} aria-hidden="true">
          {subject.name}
        </text>
      )}
      <polyline className="automation-line" points={path} style={{ stroke: colour }} />
      <polyline className="automation-hit" points={path} onPointerDown={addPoint} />
      {points.map((point, index) => (
        <circle
          key={index}
          className="automation-point"
          cx={pixelOf(view, point.at)}
          cy={y(point.value)}
          r={5}
          style={{ stroke: colour }}
          tabIndex={0}
          role="slider"
          aria-label={words().editor.point(formatTime(point.at / sampleRate, 2))}
          aria-valuenow={point.value}
          aria-valuetext={isLevel ? formatDb(point.value) : formatParameter(spec, point.value)}
          onPointerDown={grab(point.at)}
          onKeyDown={onKey(point.at, point.value)}
        />
      ))}
    </svg>
  );
}
