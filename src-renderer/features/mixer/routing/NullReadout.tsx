import { useEffect, useState } from 'react';
import { formatDb } from '../../../../src-shared/format/numbers.ts';
import { gainToDb } from '../../../../src-shared/mixing/levels.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { words } from '../../../words/words.ts';

/** The greatest difference of this many readings is shown, so that a figure can be read. */
const READINGS = 15;
const READING_MS = 66;

interface Props {
  readonly engine: PlaybackEngine;
  /** Whether the mix is heard through a fitting. */
  readonly fitted: boolean;
}

/** How far the mix is from the recording, as the audio engine measures it sample by sample while it plays. */
export function NullReadout({ engine, fitted }: Props) {
  const [peak, setPeak] = useState<number | null>(null);
  useEffect(() => {
    const readings: number[] = [];
    const timer = setInterval(() => {
      const now = engine.differencePeak();
      if (now === null) readings.length = 0;
      else readings.push(now);
      if (readings.length > READINGS) readings.shift();
      setPeak(readings.length === 0 ? null : Math.max(...readings));
    }, READING_MS);
    return () => clearInterval(timer);
  }, [engine]);
  const text = words().processors;
  return (
    <div className="null-readout" data-null={peak === 0 || undefined}>
      <span className="small soft">{text.difference}</span>
      <strong className="tabular">
        {peak === null ? '–' : peak === 0 ? text.isRecording : formatDb(gainToDb(peak))}
      </strong>
      <span className="small faint">
        {peak === null ? text.playToCompare : peak === 0 ? text.bitForBit : text.greatestDifference}
      </span>
      {fitted && <span className="small faint">{words().fitting.inMix}</span>}
    </div>
  );
}
