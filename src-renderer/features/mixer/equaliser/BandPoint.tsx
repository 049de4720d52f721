import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { formatDb, formatHz, formatNumber } from '../../../../src-shared/format/numbers.ts';
import {
  hasGain,
  hasQ,
  kindOf,
  type BandSpec,
} from '../../../../src-shared/mixing/processors/equaliser/bands.ts';
import { positionOf, quantise, stepParameter, valueAt } from '../../../ui/parameter.ts';
import { words } from '../../../words/words.ts';
import { dbAt, hzAt, xOf, yOf, type ResponseAxes } from '../frequency-axis.ts';
import { inOneStep, type EntryEdits } from '../use-entry.ts';

interface Props {
  readonly band: BandSpec;
  readonly params: Readonly<Record<string, number>>;
  readonly axes: ResponseAxes;
  readonly edits: EntryEdits;
  readonly colour: string;
  readonly active: boolean;
  onActive: () => void;
  onRemove: () => void;
}

/**
 * Drag or arrow keys set frequency and gain; the wheel or Alt+arrow keys set Q. A double-click resets the gain to 0 dB;
 * Delete removes the band.
 */
export function BandPoint({ band, params, axes, edits, colour, active, onActive, onRemove }: Props) {
  const point = useRef<SVGGElement>(null);
  const dragging = useRef(false);
  const kind = kindOf(band, params);
  const hz = edits.value(band.frequency);
  const db = hasGain(kind) ? edits.value(band.gain) : 0;
  useWheelForQ(point, band, edits);

  const onMove = (event: PointerEvent<SVGGElement>): void => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!dragging.current || box === undefined) return;
    edits.set(band.frequency, quantise(band.frequency, hzAt(axes, event.clientX - box.left)));
    if (hasGain(kind)) edits.set(band.gain, quantise(band.gain, dbAt(axes, event.clientY - box.top)));
  };
  const finish = (): void => {
    if (!dragging.current) return;
    dragging.current = false;
    edits.gesture('end');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      event.stopPropagation();
      onRemove();
      return;
    }
    const vertical = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (!vertical && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const spec = event.altKey ? band.q : vertical ? band.gain : band.frequency;
    if ((spec === band.q && !hasQ(kind)) || (spec === band.gain && !hasGain(kind))) return;
    event.preventDefault();
    event.stopPropagation();
    const up = event.key === 'ArrowUp' || event.key === 'ArrowRight' ? 1 : -1;
    const size = event.shiftKey ? 'fine' : 'step';
    inOneStep(edits, () => edits.set(spec, stepParameter(spec, edits.value(spec), up, size)));
  };
  const text = words().processors;
  const kindName = band.kind.choices?.[Math.round(edits.value(band.kind))] ?? kind;
  const values = [
    text.choices[kindName] ?? kindName,
    formatHz(hz),
    ...(hasGain(kind) ? [formatDb(db)] : []),
    ...(hasQ(kind) ? [`Q ${formatNumber(edits.value(band.q), 2)}`] : []),
  ];
  return (
    <g
      ref={point}
      className="band-point"
      data-active={active || undefined}
      transform={`translate(${xOf(axes, hz).toFixed(2)} ${yOf(axes, db).toFixed(2)})`}
      tabIndex={0}
      role="slider"
      aria-label={text.bandPoint(text.band(band.number))}
      aria-valuemin={band.gain.min}
      aria-valuemax={band.gain.max}
      aria-valuenow={db}
      aria-valuetext={words().units.listOf(values)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        dragging.current = true;
        edits.gesture('start');
      }}
      onPointerMove={onMove}
      onPointerUp={finish}
      onPointerCancel={finish}
      onDoubleClick={() => edits.set(band.gain, 0)}
      onKeyDown={onKeyDown}
      onFocus={onActive}
    >
      <circle className="band-hit" r={14} />
      <circle className="band-dot" r={8} style={{ stroke: colour }} />
      <text className="band-number" dy="0.35em">
        {band.number}
      </text>
    </g>
  );
}

/** React registers passive wheel listeners, which cannot prevent the page from scrolling. */
function useWheelForQ(
  point: { readonly current: SVGGElement | null },
  band: BandSpec,
  edits: EntryEdits,
): void {
  const latest = useRef(edits);
  useEffect(() => {
    latest.current = edits;
  });
  useEffect(() => {
    const node = point.current;
    if (node === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let open = false;
    const close = (): void => {
      if (open) latest.current.gesture('end');
      open = false;
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      if (!open) latest.current.gesture('start');
      open = true;
      const travel = positionOf(band.q, latest.current.value(band.q)) - event.deltaY * 0.001;
      latest.current.set(band.q, quantise(band.q, valueAt(band.q, travel)));
      clearTimeout(timer);
      timer = setTimeout(close, 350);
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      node.removeEventListener('wheel', onWheel);
      clearTimeout(timer);
      close();
    };
  }, [point, band]);
}
