import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** The mix's short-term loudness, rewritten a few times a second; the last value stays while nothing plays. */
export function LoudnessText({ engine }: { readonly engine: PlaybackEngine }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const lufs = engine.mixLufs();
      if (lufs !== null && text.current !== null) text.current.textContent = `${formatNumber(lufs, 1)} LUFS`;
    }, 200);
    return () => clearInterval(timer);
  }, [engine]);
  return (
    <span
      ref={text}
      className="loudness tabular"
      aria-label={words().editor.transport.loudness}
      title={words().editor.transport.loudnessDetail}
    >
      {'– LUFS'}
    </span>
  );
}
