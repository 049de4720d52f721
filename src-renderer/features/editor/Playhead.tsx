import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Timeline } from './use-timeline.ts';
import { follow, pixelOf } from './view.ts';

/** A line over all lanes that moves once a frame without React, and turns the page while playing. */
export function Playhead({
  engine,
  timeline,
}: {
  readonly engine: PlaybackEngine;
  readonly timeline: Timeline;
}) {
  const line = useRef<HTMLDivElement>(null);
  const { latest, change } = timeline;
  useEffect(() => {
    let frame = 0;
    let before = -1;
    const move = (): void => {
      frame = requestAnimationFrame(move);
      const node = line.current;
      if (node === null) return;
      const position = engine.position();
      const moved = position !== before;
      before = position;
      if (moved && engine.state.getSnapshot().status === 'playing') {
        change((view, extent) => follow(view, extent, position));
      }
      const x = pixelOf(latest.current.view, position);
      node.style.visibility = x < -1 || x > latest.current.extent.width + 1 ? 'hidden' : 'visible';
      node.style.transform = `translateX(${x.toFixed(2)}px)`;
    };
    move();
    return () => cancelAnimationFrame(frame);
  }, [engine, latest, change]);
  return <div ref={line} className="playhead" aria-hidden="true" />;
}
