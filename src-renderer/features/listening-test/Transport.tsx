import { Play, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Region, Switcher } from '../../engine/switcher.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly switcher: Switcher;
  readonly sampleRate: number;
  readonly frames: number;
  readonly isPlaying: boolean;
  onToggle: () => void;
  readonly loops: boolean;
  readonly region: Region;
  onRegion: (region: Region) => void;
}

/** A region is no shorter than this. */
const SHORTEST_SECONDS = 0.5;
const STEP_SECONDS = 0.1;

/** Play and stop, the position, and the region that repeats. */
export function Transport(props: Props) {
  const { switcher, sampleRate, frames, isPlaying, onToggle, loops, region, onRegion } = props;
  const w = words().listeningTest;
  const playhead = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const share = (switcher.position * sampleRate) / frames;
      if (playhead.current !== null) playhead.current.style.left = `${100 * Math.min(1, share)}%`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [switcher, sampleRate, frames]);
  const shortest = Math.min(frames, Math.round(SHORTEST_SECONDS * sampleRate));
  const isWhole = region.from === 0 && region.to === frames;
  const share = (at: number): string => `${(100 * at) / frames}%`;
  const slider = (label: string, value: number, set: (frame: number) => void) => (
    <input
      type="range"
      className="test-region-slider"
      aria-label={label}
      aria-valuetext={w.seconds((value / sampleRate).toFixed(1))}
      min={0}
      max={frames}
      step={Math.round(STEP_SECONDS * sampleRate)}
      value={value}
      onChange={(event) => set(Number(event.target.value))}
    />
  );
  return (
    <div className="test-transport">
      <Button
        variant="primary"
        size="lg"
        className="test-play"
        icon={isPlaying ? <Square size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
        onClick={onToggle}
      >
        {isPlaying ? w.stop : w.play}
      </Button>
      <div className="test-timeline" role="group" aria-label={loops ? w.region : w.position}>
        <div className="test-track">
          <div
            className="test-region"
            style={{ left: share(region.from), width: share(region.to - region.from) }}
          />
          <div className="test-playhead" ref={playhead} />
        </div>
        {loops && (
          <>
            {slider(w.regionStart, region.from, (from) =>
              onRegion({ from: Math.min(from, region.to - shortest), to: region.to }),
            )}
            {slider(w.regionEnd, region.to, (to) =>
              onRegion({ from: region.from, to: Math.min(frames, Math.max(to, region.from + shortest)) }),
            )}
          </>
        )}
      </div>
      {loops && (
        <Button size="lg" disabled={isWhole} onClick={() => onRegion({ from: 0, to: frames })}>
          {w.wholeRegion}
        </Button>
      )}
    </div>
  );
}
