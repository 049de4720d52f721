import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { usePeaks } from '../../api/use-peaks.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { Waveform } from '../../ui/Waveform.tsx';
import { reachable, type LiveRun } from './live.ts';
import { words } from '../../words/words.ts';

const BUCKETS = 1200;
/** How often a screen reader's value is renewed while it plays. */
const SPOKEN_EVERY_MS = 1000;

interface Props {
  readonly engine: PlaybackEngine;
  readonly run: LiveRun;
  readonly recording: ReadyRecording;
  /** Sample of the recording at which the separation begins. */
  readonly from: number;
  onToggle: () => void;
}

/** The passage's waveform: bright as far as it is separated. A click or an arrow key goes there. */
export function LiveTimeline({ engine, run, recording, from, onToggle }: Props) {
  const { frames, sampleRate, readyFrames } = run;
  const slider = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const peaks = usePeaks({
    audioId: recording.id,
    from,
    to: from + frames,
    buckets: Math.min(BUCKETS, frames),
    growing: false,
  });

  useEffect(() => {
    let frame = 0;
    let spokenAt = -Infinity;
    let spoken = -1;
    const follow = (now: number): void => {
      frame = requestAnimationFrame(follow);
      const [box, line] = [slider.current, playhead.current];
      if (box === null || line === null) return;
      const position = engine.position();
      line.style.left = `${(position / Math.max(1, frames)) * 100}%`;
      if (position === spoken || now - spokenAt < (engine.wantsPlay ? SPOKEN_EVERY_MS : 0)) return;
      spoken = position;
      spokenAt = now;
      box.setAttribute('aria-valuenow', (position / sampleRate).toFixed(1));
      box.setAttribute('aria-valuetext', valueText(position, latest.current));
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [engine, frames, sampleRate]);

  const seek = (position: number): void => engine.seek(reachable(position, readyFrames));
  const seekTo = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - left) / Math.max(1, width)) * frames);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = engine.position();
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at - sampleRate,
      ArrowDown: at - sampleRate,
      ArrowRight: at + sampleRate,
      ArrowUp: at + sampleRate,
      PageDown: at - 10 * sampleRate,
      PageUp: at + 10 * sampleRate,
      Home: 0,
      End: readyFrames,
    };
    const to = moves[event.key];
    if (to !== undefined) seek(to);
    else if (event.key === ' ' || event.key === 'Enter') onToggle();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={slider}
      className="live-timeline"
      role="slider"
      tabIndex={0}
      aria-label={words().recording.live.position}
      aria-valuemin={0}
      aria-valuemax={Number((readyFrames / sampleRate).toFixed(1))}
      aria-valuenow={0}
      aria-valuetext={valueText(0, run)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      <Waveform peaks={peaks} label={words().recording.live.waveform} />
      <div
        className="live-coming"
        style={{ left: `${(readyFrames / Math.max(1, frames)) * 100}%` }}
        data-done={readyFrames >= frames || undefined}
      />
      <div ref={playhead} className="live-playhead" />
    </div>
  );
}

function valueText(position: number, { readyFrames, frames, sampleRate }: LiveRun): string {
  const time = (frame: number): string => formatTime(frame / sampleRate);
  const ready = readyFrames >= frames ? '' : ` · ${words().recording.live.readyTo(time(readyFrames))}`;
  return `${words().recording.live.timeOf(time(position), time(frames))}${ready}`;
}
