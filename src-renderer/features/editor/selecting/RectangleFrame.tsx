import { useRef, type PointerEvent } from 'react';
import { placeOf, pointAt, type SpectrogramAxes } from '../../../ui/spectrogram/axes.ts';
import { boxOf, visiblePart } from '../../../ui/spectrogram/rectangle.ts';
import { rectangleText } from '../viewing/read-out.ts';
import { GRIPS, moved, pointOf, resized, type Grip, type RectangleShape } from './shapes.ts';

interface Props {
  readonly rectangle: RectangleShape;
  readonly axes: SpectrogramAxes;
  readonly width: number;
  readonly frames: number;
  readonly sampleRate: number;
  /** Whether a drag inside moves the rectangle; otherwise it begins another selection. */
  readonly movable: boolean;
  onChange: (rectangle: RectangleShape, isDrawing: boolean) => void;
}

interface Drag {
  readonly grip: Grip | 'inside';
  readonly from: RectangleShape;
  readonly x: number;
  readonly y: number;
  latest: RectangleShape;
}

/** Room that the text of a rectangle needs above it, in CSS pixels. */
const TEXT_HEIGHT = 20;

/** The selected rectangle: its limits as text, its edges and corners to drag. The bar below has them as fields. */
export function RectangleFrame(props: Props) {
  const { rectangle, axes, width, frames, sampleRate, movable, onChange } = props;
  const drag = useRef<Drag | null>(null);
  const { frequency } = axes;
  const { from: start, to: end } = rectangle;
  const [lowHz, highHz] = [rectangle.lowHz ?? frequency.lowHz, rectangle.highHz ?? frequency.highHz];
  const whole = boxOf(axes, { start, end, lowHz, highHz });
  const shown = visiblePart(whole, width, frequency.height);
  if (shown === null) return null;

  const begin = (event: PointerEvent<HTMLElement>): void => {
    const grip = GRIPS.find((each) => each === event.currentTarget.dataset['grip']) ?? 'inside';
    // Shift and Alt draw another shape.
    if (event.button !== 0 || event.shiftKey || event.altKey) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { grip, from: rectangle, x: event.clientX, y: event.clientY, latest: rectangle };
  };
  const onMove = (event: PointerEvent<HTMLElement>): void => {
    const now = drag.current;
    if (now === null) return;
    now.latest = dragged(now, event.clientX - now.x, event.clientY - now.y);
    onChange(now.latest, true);
  };
  const onEnd = (): void => {
    const now = drag.current;
    drag.current = null;
    if (now !== null && now.latest !== now.from) onChange(now.latest, false);
  };
  const dragged = ({ grip, from }: Drag, dx: number, dy: number): RectangleShape => {
    if (grip === 'inside') {
      const ratio = (frequency.highHz / frequency.lowHz) ** (-dy / frequency.height);
      return moved(from, dx * axes.view.framesPerPixel, ratio, frames);
    }
    const corner = placeOf(axes, {
      frame: grip.includes('w') ? from.from : from.to,
      hz: grip.includes('s') ? (from.lowHz ?? frequency.lowHz) : (from.highHz ?? frequency.highHz),
    });
    const y = Math.max(0, Math.min(frequency.height, corner.y + dy));
    return resized(from, grip, pointOf(pointAt(axes, corner.x + dx, y), frames), frequency);
  };
  const handlers = { onPointerMove: onMove, onPointerUp: onEnd, onPointerCancel: onEnd };
  return (
    <>
      <div
        className="rectangle-frame"
        data-movable={movable || undefined}
        style={shown}
        {...(movable ? { ...handlers, onPointerDown: begin } : {})}
      />
      {GRIPS.map((grip) => (
        <div
          key={grip}
          className="rectangle-grip"
          data-grip={grip}
          style={gripPlace(grip, shown)}
          {...handlers}
          onPointerDown={begin}
        />
      ))}
      <span
        className="rectangle-text tabular"
        style={{
          top: shown.top >= TEXT_HEIGHT ? shown.top - TEXT_HEIGHT : shown.top + 2,
          ...(shown.left > width / 2 ? { right: width - shown.left - shown.width } : { left: shown.left }),
        }}
      >
        {rectangleText({ start, end, lowHz, highHz }, sampleRate)}
      </span>
    </>
  );
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Thickness of what can be seized, in CSS pixels. */
const GRIP = 10;

/** Corners are squares; edges lie along the whole side between them. */
function gripPlace(grip: Grip, { left, top, width, height }: Box): Box {
  const half = GRIP / 2;
  const x = grip.includes('w') ? left - half : grip.includes('e') ? left + width - half : left + half;
  const y = grip.includes('n') ? top - half : grip.includes('s') ? top + height - half : top + half;
  const isWide = grip === 'n' || grip === 's';
  const isHigh = grip === 'e' || grip === 'w';
  return {
    left: x,
    top: y,
    width: isWide ? Math.max(0, width - GRIP) : GRIP,
    height: isHigh ? Math.max(0, height - GRIP) : GRIP,
  };
}
