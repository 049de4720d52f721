import { useEffect, useRef, type CSSProperties } from 'react';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { HeardBar } from '../../../src-shared/project/bars.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Observable } from '../../engine/observable.ts';
import { words } from '../../words/words.ts';
import { formatPosition, nextFormat, rulerFormat, shownFormat } from './ruler-format.ts';
import { useObservable } from './use-store.ts';

interface Props {
  readonly engine: PlaybackEngine;
  readonly bars: Observable<readonly HeardBar[]>;
}

/**
 * The playback position, written to the DOM once per frame without a React render. Its button changes what the clock and
 * the ruler count.
 */
export function Clock({ engine, bars: ofScore }: Props) {
  const text = useRef<HTMLSpanElement>(null);
  const { sampleRate, frames } = engine.source;
  const bars = useObservable(ofScore);
  const format = shownFormat(useObservable(rulerFormat), bars);
  useEffect(() => {
    let frame = 0;
    const write = (): void => {
      frame = requestAnimationFrame(write);
      const now = formatPosition(format, engine.position(), sampleRate, bars);
      if (text.current !== null && text.current.textContent !== now) text.current.textContent = now;
    };
    write();
    return () => cancelAnimationFrame(frame);
  }, [engine, sampleRate, format, bars]);
  const longest = formatPosition(format === 'bars' ? 'time' : format, frames, sampleRate, bars).length;
  const texts = words().score.formats;
  return (
    <div className="clock tabular" style={{ '--digits': longest } as CSSProperties}>
      <span ref={text} className="clock-now" role="timer" aria-label={words().editor.position}>
        {formatPosition(format, 0, sampleRate, bars)}
      </span>
      <span className="clock-total">
        <button
          type="button"
          className="link-button small"
          aria-label={texts.change(texts[format])}
          title={texts.change(texts[format])}
          onClick={() => rulerFormat.set(nextFormat(format, bars))}
        >
          {texts[format]}
        </button>{' '}
        {formatTime(frames / sampleRate, 1)}
      </span>
    </div>
  );
}
