import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import {
  BANDS,
  equaliser,
  type BandSpec,
} from '../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { clampParameter, positionOf, quantise, stepParameter, valueAt } from '../../ui/parameter.ts';
import { formatDb, formatHz } from '../../../src-shared/format/numbers.ts';
import { Knobs } from './Knobs.tsx';
import { dbAt, hzAt, xOf, yOf, type ResponseAxes } from './frequency-axis.ts';
import type { PanelProps } from './panels.ts';
import { ResponseGraph } from './ResponseGraph.tsx';
import { useEntry, type EntryEdits } from './use-entry.ts';
import { words } from '../../words/words.ts';

const RANGE_DB = 18;

/** Four bands on one curve; each has a draggable point and a group of knobs. */
export function EqualiserPanel({ track, entry, store, sampleRate, colour }: PanelProps) {
  const edits = useEntry(store, track, entry);
  const [active, setActive] = useState<string | null>(null);
  return (
    <>
      <ResponseGraph
        label={words().processors.equaliserCurve(track.name)}
        rangeDb={RANGE_DB}
        colour={colour}
        dimmed={entry.bypassed}
        response={(hz) => equaliser.response?.(entry.params, sampleRate, hz) ?? 0}
      >
        {(axes) =>
          BANDS.map((band, index) => (
            <BandPoint
              key={band.id}
              band={band}
              number={index + 1}
              axes={axes}
              edits={edits}
              colour={colour}
              onActive={setActive}
            />
          ))
        }
      </ResponseGraph>
      <div className="bands">
        {BANDS.map((band) => (
          <fieldset key={band.id} className="band" data-active={active === band.id || undefined}>
            <legend>{words().processors.bands[band.id] ?? band.title}</legend>
            <Knobs
              parameters={band.q === null ? [band.frequency, band.gain] : [band.frequency, band.gain, band.q]}
              labels={{
                [band.frequency.id]: words().processors.short.frequency,
                [band.gain.id]: words().processors.short.gain,
                ...(band.q === null ? {} : { [band.q.id]: 'Q' }),
              }}
              edits={edits}
              colour={colour}
              owner={track.name}
              size={28}
            />
          </fieldset>
        ))}
      </div>
    </>
  );
}

interface PointProps {
  readonly band: BandSpec;
  readonly number: number;
  readonly axes: ResponseAxes;
  readonly edits: EntryEdits;
  readonly colour: string;
  onActive: (band: string | null) => void;
}

/** Drag or arrow keys set frequency and gain; wheel or Alt+arrow keys set Q. Double-click resets the gain to 0 dB. */
function BandPoint({ band, number, axes, edits, colour, onActive }: PointProps) {
  const point = useRef<SVGGElement>(null);
  const dragging = useRef(false);
  const hz = edits.value(band.frequency);
  const db = edits.value(band.gain);
  const latest = useRef(edits);
  useEffect(() => {
    latest.current = edits;
  });

  // React registers passive wheel listeners, which cannot prevent the page from scrolling.
  useEffect(() => {
    const node = point.current;
    const { q } = band;
    if (node === null || q === null) return undefined;
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
      const travel = positionOf(q, latest.current.value(q)) - event.deltaY * 0.001;
      latest.current.set(q, quantise(q, valueAt(q, travel)));
      clearTimeout(timer);
      timer = setTimeout(close, 350);
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      node.removeEventListener('wheel', onWheel);
      clearTimeout(timer);
      close();
    };
  }, [band]);

  const onMove = (event: PointerEvent<SVGGElement>): void => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!dragging.current || box === undefined) return;
    edits.set(band.frequency, quantise(band.frequency, hzAt(axes, event.clientX - box.left)));
    edits.set(band.gain, quantise(band.gain, dbAt(axes, event.clientY - box.top)));
  };
  const finish = (): void => {
    if (!dragging.current) return;
    dragging.current = false;
    edits.gesture('end');
  };
  const once = (change: () => void): void => {
    edits.gesture('start');
    change();
    edits.gesture('end');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const size = event.shiftKey ? 'fine' : 'step';
    const up = event.key === 'ArrowUp' || event.key === 'ArrowRight' ? 1 : -1;
    const vertical = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (!vertical && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const spec = event.altKey && band.q !== null ? band.q : vertical ? band.gain : band.frequency;
    event.preventDefault();
    event.stopPropagation();
    once(() => edits.set(spec, stepParameter(spec, edits.value(spec), up, size)));
  };
  return (
    <g
      ref={point}
      className="band-point"
      transform={`translate(${xOf(axes, hz).toFixed(2)} ${yOf(axes, clampParameter(band.gain, db)).toFixed(2)})`}
      tabIndex={0}
      role="slider"
      aria-label={words().processors.bandPoint(words().processors.bands[band.id] ?? band.title)}
      aria-valuemin={band.gain.min}
      aria-valuemax={band.gain.max}
      aria-valuenow={db}
      aria-valuetext={`${formatHz(hz)}, ${formatDb(db)}`}
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
      onDoubleClick={() => once(() => edits.set(band.gain, 0))}
      onKeyDown={onKeyDown}
      onFocus={() => onActive(band.id)}
      onBlur={() => onActive(null)}
      onPointerEnter={() => onActive(band.id)}
      onPointerLeave={() => onActive(null)}
    >
      <circle className="band-hit" r={14} />
      <circle className="band-dot" r={8} style={{ stroke: colour }} />
      <text className="band-number" dy="0.35em">
        {number}
      </text>
    </g>
  );
}
