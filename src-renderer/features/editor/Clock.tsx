import { useEffect, useRef, type CSSProperties } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { words } from '../../words/words.ts';

/** The playback position, written to the DOM once per frame without a React render. */
export function Clock({ engine }: { readonly engine: PlaybackEngine }) {
  const text = useRef<HTMLSpanElement>(null);
  const { sampleRate, frames } = engine.source;
  useEffect(() => {
    let frame = 0;
    const write = (): void => {
      frame = requestAnimationFrame(write);
      const now = formatTime(engine.position() / sampleRate, 3);
      if (text.current !== null && text.current.textContent !== now) text.current.textContent = now;
    };
    write();
    return () => cancelAnimationFrame(frame);
  }, [engine, sampleRate]);
  const longest = formatTime(frames / sampleRate, 3).length;
  return (
    <div
      className="clock tabular"
      style={{ '--digits': longest } as CSSProperties}
      role="timer"
      aria-label={words().editor.position}
    >
      <span ref={text} className="clock-now">
        {formatTime(0, 3)}
      </span>
      <span className="clock-total">{formatTime(frames / sampleRate, 1)}</span>
    </div>
  );
}
