import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { HeardBar } from '../../../src-shared/project/bars.ts';
import { pixelOf } from '../../ui/timeline-view.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { words } from '../../words/words.ts';
import { movedLine, neighbourBar, visibleBars } from './bar-lane.ts';

interface Props {
  readonly bars: readonly HeardBar[];
  /** Indices of the bars that are pinned. */
  readonly pinned: ReadonlySet<number>;
  readonly chosen: HeardBar | null;
  readonly timeline: Timeline;
  readonly sampleRate: number;
  readonly readOnly: boolean;
  readonly position: () => number;
  onChoose: (bar: HeardBar) => void;
  /** Pins a bar, or, for null, removes its pin. */
  onPin: (bar: number, sample: number | null) => void;
  onTogglePlay: () => void;
}

const CLICK_PIXELS = 3;
const STEP_SECONDS = 0.01;
const FINE_SECONDS = 0.001;

/** A bar line on its way to where it will be pinned. */
interface Moving {
  readonly bar: HeardBar;
  readonly sample: number;
}

/**
 * The bar lines of the score above the roll. A drag of a bar's number pins its line; by keyboard the arrow keys choose a
 * bar, Alt moves its line, Enter pins it there (or at the playhead), Delete removes the pin.
 */
export function BarLane(props: Props) {
  const { bars, pinned, chosen, timeline, sampleRate, readOnly, onChoose, onPin } = props;
  const { view, extent } = timeline;
  const [moving, setMoving] = useState<Moving | null>(null);
  const [drag, setDrag] = useState<{ readonly x: number; readonly moved: boolean } | null>(null);
  const texts = words().score;

  const onDown = (bar: HeardBar) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    onChoose(bar);
    setMoving(null);
    if (readOnly) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ x: event.clientX, moved: false });
  };
  const onMove = (bar: HeardBar) => (event: PointerEvent) => {
    if (drag === null) return;
    const pixels = event.clientX - drag.x;
    if (!drag.moved && Math.abs(pixels) < CLICK_PIXELS) return;
    setDrag({ ...drag, moved: true });
    setMoving({ bar, sample: movedLine(bars, bar, bar.start + pixels * view.framesPerPixel, pinned) });
  };
  const onUp = (event: PointerEvent): void => {
    if (drag?.moved === true && moving !== null && event.type === 'pointerup') {
      onPin(moving.bar.index, moving.sample);
    }
    setDrag(null);
    setMoving(null);
  };

  const onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    const sideways = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : null;
    if (event.ctrlKey || event.metaKey) return;
    if (key === ' ') props.onTogglePlay();
    else if (sideways !== null && !event.altKey) {
      const next = neighbourBar(bars, chosen, sideways, props.position());
      if (next !== null) onChoose(next);
      setMoving(null);
    } else if (key === 'Escape' && moving !== null) setMoving(null);
    else if (readOnly || chosen === null) return;
    else if (sideways !== null) {
      const step = sideways * (event.shiftKey ? FINE_SECONDS : STEP_SECONDS) * sampleRate;
      const from = moving?.bar.index === chosen.index ? moving.sample : chosen.start;
      setMoving({ bar: chosen, sample: movedLine(bars, chosen, from + step, pinned) });
    } else if (key === 'Enter') {
      onPin(chosen.index, moving?.sample ?? movedLine(bars, chosen, props.position(), pinned));
      setMoving(null);
    } else if ((key === 'Delete' || key === 'Backspace') && pinned.has(chosen.index)) {
      onPin(chosen.index, null);
      setMoving(null);
    } else return;
    event.preventDefault();
  };

  const inWords = (): string => {
    if (chosen === null) return texts.noBarChosen;
    const sample = moving?.bar.index === chosen.index ? moving.sample : chosen.start;
    const at = formatTime(sample / sampleRate, 2);
    return texts.barLine(words().notes.fit.bar(chosen.label, chosen.pass), at, pinned.has(chosen.index));
  };
  return (
    <div
      className="bar-lane"
      role="slider"
      tabIndex={0}
      aria-label={texts.lines}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, bars.length)}
      aria-valuenow={chosen === null ? 1 : bars.findIndex(({ index }) => index === chosen.index) + 1}
      aria-valuetext={inWords()}
      onKeyDown={onKey}
    >
      {visibleBars(bars, view, extent.width, pinned, chosen).map(({ bar, x, labelled }) => (
        <div
          key={bar.index}
          className="bar-line"
          data-pinned={pinned.has(bar.index) || undefined}
          data-chosen={bar.index === chosen?.index || undefined}
          style={{ left: moving?.bar.index === bar.index ? pixelOf(view, moving.sample) : x }}
        >
          <span
            className="bar-grip"
            title={readOnly ? undefined : texts.dragToPin}
            onPointerDown={onDown(bar)}
            onPointerMove={onMove(bar)}
            onPointerUp={onUp}
            onPointerCancel={onUp}
            onDoubleClick={() => {
              if (!readOnly && pinned.has(bar.index)) onPin(bar.index, null);
            }}
          >
            {labelled ? bar.label : ''}
          </span>
        </div>
      ))}
    </div>
  );
}
