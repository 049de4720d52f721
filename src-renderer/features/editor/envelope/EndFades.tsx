import { useState, type PointerEvent } from 'react';
import type { Track } from '../../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { Observable } from '../../../engine/observable.ts';
import { pixelOf, type TimelineExtent, type TimelineView } from '../../../ui/timeline-view.ts';
import { fadeArea } from './envelope-lines.ts';
import type { GainChoice } from './gain-choice.ts';

interface Props {
  readonly track: Track;
  readonly selected: boolean;
  readonly view: TimelineView;
  readonly extent: TimelineExtent;
  readonly height: number;
  readonly store: DocumentStore;
  readonly choice: Observable<GainChoice | null>;
}

const SIZE = 10;
const INSET = 3;
/** Below the button in the lane's corner. */
const TOP = 30;

/** The fades of a track's ends, each with a handle at the top that sets its length; part of a lane's SVG. */
export function EndFades({ track, selected, view, extent, height, store, choice }: Props) {
  const [drag, setDrag] = useState<{ readonly edge: 'in' | 'out'; readonly x: number } | null>(null);
  const { fadeIn = null, fadeOut = null } = track.envelope ?? {};
  const lengths = {
    in: fadeIn === null ? 0 : fadeIn.end - fadeIn.start,
    out: fadeOut === null ? 0 : fadeOut.end - fadeOut.start,
  };
  const grab =
    (edge: 'in' | 'out') =>
    (event: PointerEvent<SVGElement>): void => {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      choice.set({ trackId: track.id, regionId: null });
      store.begin('changeFade');
      setDrag({
        edge,
        x: event.clientX - pixelOf(view, edge === 'in' ? lengths.in : extent.frames - lengths.out),
      });
    };
  const move = (event: PointerEvent): void => {
    if (drag === null) return;
    event.stopPropagation();
    const at = Math.round(view.start + (event.clientX - drag.x) * view.framesPerPixel);
    const fade = drag.edge === 'in' ? fadeIn : fadeOut;
    store.apply({
      type: 'setEndFade',
      trackId: track.id,
      edge: drag.edge,
      frames: Math.max(0, drag.edge === 'in' ? at : extent.frames - at),
      shape: fade?.shape ?? 'raisedCosine',
    });
  };
  const finish = (): void => {
    if (drag !== null) store.end();
    setDrag(null);
  };
  const grip = (edge: 'in' | 'out') => {
    if (lengths[edge] === 0 && !selected) return null;
    const x = pixelOf(view, edge === 'in' ? lengths.in : extent.frames - lengths.out);
    if (x < -SIZE || x > extent.width + SIZE) return null;
    return (
      <rect
        className="fade-grip"
        x={Math.max(INSET, Math.min(extent.width - SIZE - INSET, x - SIZE / 2))}
        y={Math.min(TOP, height - SIZE - INSET)}
        width={SIZE}
        height={SIZE}
        rx={2}
        onPointerDown={grab(edge)}
        onPointerMove={move}
        onPointerUp={finish}
        onPointerCancel={finish}
      />
    );
  };
  return (
    <>
      {fadeIn !== null && <polygon className="fade-area" points={fadeArea(fadeIn, 'in', view, height)} />}
      {fadeOut !== null && <polygon className="fade-area" points={fadeArea(fadeOut, 'out', view, height)} />}
      {grip('in')}
      {grip('out')}
    </>
  );
}
