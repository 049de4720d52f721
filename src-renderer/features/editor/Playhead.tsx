import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { centre, follow, pixelOf } from '../../ui/timeline-view.ts';
import type { FollowMode } from './viewing/viewing.ts';

/** A larger change of position between two animation frames indicates a seek or a loop. */
const JUMP_SECONDS = 0.5;

/** A line across all lanes. It moves once per frame without a React render, and moves the view as `following` says. */
export function Playhead({
  engine,
  timeline,
  following,
}: {
  readonly engine: PlaybackEngine;
  readonly timeline: Timeline;
  readonly following: FollowMode | 'off';
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
      // If the user scrolls away during playback, do not turn pages until the playhead is visible again.
      const goesOn = following !== 'off' && inSight && view === shown && position !== before;
      if (Math.abs(position - before) > jump) change((now) => follow(now, extent, position));
      else if (goesOn) {
        const keep = following === 'continuous' ? centre : follow;
        change((now) => keep(now, extent, position));
      }
      before = position;
      shown = latest.current.view;
      const x = pixelOf(shown, position);
      inSight = x >= 0 && x <= extent.width;
      node.style.visibility = inSight ? 'visible' : 'hidden';
      node.style.transform = `translateX(${x.toFixed(2)}px)`;
    };
    move();
    return () => cancelAnimationFrame(frame);
  }, [engine, latest, change, following]);
  return <div ref={line} className="playhead" aria-hidden="true" />;
}
