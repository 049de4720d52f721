import { useRef, type PointerEvent } from 'react';
import { pointAt, type SpectrogramPoint } from '../../../ui/spectrogram/axes.ts';
import { boxOf, rectangleBetween, visiblePart, type Rectangle } from '../../../ui/spectrogram/rectangle.ts';
import type { Timeline } from '../../../ui/use-timeline.ts';
import { rectangleText } from './read-out.ts';
import { useViewing } from './view-context.ts';

interface Props {
  readonly timeline: Timeline;
  readonly height: number;
  readonly sampleRate: number;
  /** What is selected in this track. */
  readonly rectangle: Rectangle | null;
  onStart: () => void;
  onRectangle: (rectangle: Rectangle | null) => void;
}

/** Room that the text of a rectangle needs above it, in CSS pixels. */
const TEXT_HEIGHT = 20;

/** Lies over a track's spectrogram: dragging with Alt selects a rectangle, which is drawn with its limits. */
export function RectangleSelector(props: Props) {
  const { timeline, height, sampleRate, rectangle, onStart, onRectangle } = props;
  const { frequencies } = useViewing();
  const anchor = useRef<SpectrogramPoint | null>(null);
  const { view, extent } = timeline;
  const axes = { view, frequency: { ...frequencies, height } };

  const placeOf = (event: PointerEvent<HTMLElement>): readonly [x: number, y: number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || !event.altKey) return;
    // The lane itself would select a passage with all its frequencies.
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    anchor.current = pointAt(axes, ...placeOf(event));
    onStart();
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (anchor.current === null) return;
    onRectangle(rectangleBetween(axes, extent.frames, anchor.current, ...placeOf(event)));
  };
  const onPointerEnd = (): void => {
    anchor.current = null;
  };
  const shown = rectangle && visiblePart(boxOf(axes, rectangle), extent.width, height);
  return (
    <div
      className="rectangle-selector"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    >
      {rectangle !== null && shown !== null && (
        <>
          <div className="rectangle-frame" style={shown} />
          <span
            className="rectangle-text tabular"
            style={{
              top: shown.top >= TEXT_HEIGHT ? shown.top - TEXT_HEIGHT : shown.top + 2,
              ...(shown.left > extent.width / 2
                ? { right: extent.width - shown.left - shown.width }
                : { left: shown.left }),
            }}
          >
            {rectangleText(rectangle, sampleRate)}
          </span>
        </>
      )}
    </div>
  );
}
