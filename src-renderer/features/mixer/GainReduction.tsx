import { useEffect, useRef } from 'react';
import { formatDb } from '../../../src-shared/format/numbers.ts';

interface Props {
  readonly label: string;
  /** Returns the gain reduction in dB (0 or below); called once per frame. */
  read: () => number;
}

const RANGE_DB = 24;
const RETURN_DB_PER_SECOND = 20;

/** A bar that extends downwards by the compressor's gain reduction; drawn without a React render. */
export function GainReduction({ label, read }: Props) {
  const bar = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLSpanElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const reader = useRef(read);
  useEffect(() => {
    reader.current = read;
  });
  useEffect(() => {
    let frame = 0;
    let last = performance.now();
    let shown = 0;
    let written = '';
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const risen = shown + (RETURN_DB_PER_SECOND * Math.min(250, now - last)) / 1000;
      last = now;
      shown = Math.min(0, Math.min(risen, reader.current()) === risen ? risen : reader.current());
      if (bar.current !== null) {
        bar.current.style.transform = `scaleY(${Math.min(1, -shown / RANGE_DB).toFixed(4)})`;
      }
      const next = formatDb(shown);
      if (next === written) return;
      written = next;
      if (text.current !== null) text.current.textContent = next;
      root.current?.setAttribute('aria-valuenow', shown.toFixed(1));
      root.current?.setAttribute('aria-valuetext', next);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <div
      ref={root}
      className="reduction"
      role="meter"
      aria-label={label}
      aria-valuemin={-RANGE_DB}
      aria-valuemax={0}
      aria-valuenow={0}
    >
      <div className="reduction-rail">
        <div ref={bar} className="reduction-bar" />
      </div>
      <span ref={text} className="reduction-text tabular" />
    </div>
  );
}
