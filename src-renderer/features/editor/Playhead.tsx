import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { follow, pixelOf } from '../../ui/timeline-view.ts';

/** A position that moved further than this between two frames was sought, or looped. */
const JUMP_SECONDS = 0.5;

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
    let before = engine.position();
    let shown = latest.current.view;
    let inSight = true;
    const jump = JUMP_SECONDS * engine.source.sampleRate;
    const move = (): void => {
      frame = requestAnimationFrame(move);
      const node = line.current;
      if (node === null) return;
      const position = engine.position();
      const { view, extent } = latest.current;
      // Who scrolled away while it plays wants to look elsewhere: pages turn again once the playhead was in sight.
      const ranOut = inSight && view === shown && position !== before;
      if (ranOut || Math.abs(position - before) > jump) change((now) => follow(now, extent, position));
      before = position;
      shown = latest.current.view;
      const x = pixelOf(shown, position);
      inSight = x >= 0 && x <= extent.width;
      node.style.visibility = inSight ? 'visible' : 'hidden';
      node.style.transform = `translateX(${x.toFixed(2)}px)`;
    };
    move();
    return () => cancelAnimationFrame(frame);
  }, [engine, latest, change]);
  return <div ref={line} className="playhead" aria-hidden="true" />;
}
