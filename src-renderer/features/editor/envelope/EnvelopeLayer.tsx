import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatDb } from '../../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../../src-shared/format/time.ts';
import { SILENCE_DB } from '../../../../src-shared/mixing/levels.ts';
import type { Track } from '../../../../src-shared/project/document.ts';
import type { GainRegion } from '../../../../src-shared/project/envelope.ts';
import { GAIN_RANGE_DB } from '../../../../src-shared/project/limits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { Observable } from '../../../engine/observable.ts';
import { frameAt, pixelOf, type TimelineExtent, type TimelineView } from '../../../ui/timeline-view.ts';
import { words } from '../../../words/words.ts';
import { useObservable } from '../use-store.ts';
import { EndFades } from './EndFades.tsx';
import { gainAtY, gainLine, yOfGain } from './envelope-lines.ts';
import type { GainChoice } from './gain-choice.ts';
import { dragged, roomOf, type Grip } from './region-grips.ts';
import './envelope.css';

interface Props {
  readonly track: Track;
  readonly selected: boolean;
  readonly view: TimelineView;
  readonly extent: TimelineExtent;
  readonly height: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly choice: Observable<GainChoice | null>;
}

const CLICK_PIXELS = 3;
const GRIP = 9;

interface Drag {
  readonly grip: Grip;
  readonly region: GainRegion;
  readonly x: number;
  readonly y: number;
  readonly moved: boolean;
}

/** A track's gain regions and fades, drawn over its lane. Lines, edges and handles can be dragged. */
export function EnvelopeLayer(props: Props) {
  const { track, view, extent, height, sampleRate, store, choice } = props;
  const svg = useRef<SVGSVGElement>(null);
  const control = useId();
  const chosen = useObservable(choice);
  const [drag, setDrag] = useState<Drag | null>(null);
  const regions = track.envelope?.regions ?? [];
  const put = (region: GainRegion): void => store.apply({ type: 'putGainRegion', trackId: track.id, region });

  const grab =
    (region: GainRegion, grip: Grip) =>
    (event: PointerEvent): void => {
      if (event.button !== 0) return;
      event.stopPropagation();
      svg.current?.setPointerCapture(event.pointerId);
      choice.set({ trackId: track.id, regionId: region.id });
      setDrag({ grip, region, x: event.clientX, y: event.clientY, moved: false });
    };
  const move = (event: PointerEvent): void => {
    const box = svg.current?.getBoundingClientRect();
    if (drag === null || box === undefined) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < CLICK_PIXELS) return;
      store.begin('changeGainRegion');
      setDrag({ ...drag, moved: true });
    }
    const to = {
      frame: frameAt(view, event.clientX - box.left),
      gainDb: gainAtY(event.clientY - box.top, height),
    };
    put(dragged(drag.region, drag.grip, to, roomOf(regions, drag.region, extent.frames)));
  };
  const finish = (): void => {
    if (drag?.moved === true) store.end();
    setDrag(null);
  };
  const onKey =
    (region: GainRegion) =>
    (event: KeyboardEvent): void => {
      const by = (step: number): void => {
        const gainDb = Math.max(SILENCE_DB, Math.min(GAIN_RANGE_DB.max, region.gainDb + step));
        store.begin('changeGainRegion', control);
        put({ ...region, gainDb });
        store.end();
      };
      const step = event.shiftKey ? 3 : 0.5;
      const actions: Readonly<Record<string, () => void>> = {
        ArrowUp: () => by(step),
        ArrowDown: () => by(-step),
        Enter: () => choice.set({ trackId: track.id, regionId: region.id, focus: true }),
        Delete: () => store.apply({ type: 'removeGainRegion', trackId: track.id, regionId: region.id }),
      };
      const action = actions[event.key];
      if (action === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    };
  const isVisible = ({ start, end }: GainRegion): boolean =>
    pixelOf(view, end) > -GRIP && pixelOf(view, start) < extent.width + GRIP;

  return (
    <svg
      ref={svg}
      className="envelope"
      width={extent.width}
      height={height}
      role="group"
      aria-label={words().envelope.layer(track.name, regions.length)}
      onPointerMove={move}
      onPointerUp={finish}
      onPointerCancel={finish}
    >
      {regions.filter(isVisible).map((region) => {
        const left = pixelOf(view, region.start);
        const right = pixelOf(view, region.end);
        const line = gainLine(region, view, height);
        const y = yOfGain(Math.max(SILENCE_DB, region.gainDb), height);
        const isChosen = chosen?.trackId === track.id && chosen.regionId === region.id;
        const time = (at: number): string => formatTime(at / sampleRate, 2);
        return (
          <g key={region.id} className="gain-region" data-chosen={isChosen || undefined}>
            <rect className="gain-tint" x={left} y={0} width={Math.max(1, right - left)} height={height} />
            <polyline className="gain-line-under" points={line} />
            <polyline className="gain-line" points={line} />
            <polyline
              className="gain-hit"
              points={line}
              tabIndex={0}
              role="slider"
              aria-label={words().envelope.region(time(region.start), time(region.end))}
              aria-valuemin={SILENCE_DB}
              aria-valuemax={GAIN_RANGE_DB.max}
              aria-valuenow={region.gainDb}
              aria-valuetext={
                region.gainDb <= SILENCE_DB ? words().envelope.silence : formatDb(region.gainDb)
              }
              onPointerDown={grab(region, 'gain')}
              onFocus={() => choice.set({ trackId: track.id, regionId: region.id })}
              onKeyDown={onKey(region)}
            />
            {(['start', 'end'] as const).map((edge) => (
              <rect
                key={edge}
                className="gain-edge"
                x={(edge === 'start' ? left : right) - GRIP / 2}
                y={0}
                width={GRIP}
                height={height}
                onPointerDown={grab(region, edge)}
              />
            ))}
            {isChosen &&
              (['fadeIn', 'fadeOut'] as const).map((grip) => {
                const { frames } = region[grip];
                const at = grip === 'fadeIn' ? region.start + frames : region.end - frames;
                return (
                  <circle
                    key={grip}
                    className="gain-grip"
                    cx={pixelOf(view, at)}
                    cy={y}
                    r={5}
                    onPointerDown={grab(region, grip)}
                  />
                );
              })}
            {right - left > 70 && (
              <text className="gain-value tabular" x={Math.max(4, left + 8)} y={height - 6}>
                {region.gainDb <= SILENCE_DB ? words().envelope.silence : formatDb(region.gainDb)}
              </text>
            )}
          </g>
        );
      })}
      <EndFades {...props} />
    </svg>
  );
}
