import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** The short-term loudness of the mix, refreshed a few times per second. It keeps the last value while stopped. */
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
