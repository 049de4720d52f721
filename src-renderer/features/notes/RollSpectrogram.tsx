import { useMemo } from 'react';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { fetchSpectrogram } from '../../api/spectrogram.ts';
import { hzOfPitch } from '../../ui/spectrogram/axes.ts';
import { Spectrogram } from '../../ui/spectrogram/Spectrogram.tsx';
import { useSpectrogramStore } from '../../ui/spectrogram/use-spectrogram.ts';
import type { TimelineView } from '../../ui/timeline-view.ts';
import { words } from '../../words/words.ts';
import type { PitchView } from './roll-view.ts';

interface Props {
  readonly recordingId: RecordingId;
  /** Length of the recording in samples. */
  readonly frames: number;
  readonly view: TimelineView;
  readonly pitch: Pick<PitchView, 'low' | 'high'>;
}

/** Soft enough a background for the notes to stand out of it. */
const RANGE = { floorDb: -90, ceilingDb: -20 };

/** The recording's spectrogram behind the roll, each row at the frequencies of its semitone. */
export function RollSpectrogram({ recordingId, frames, view, pitch: { low, high } }: Props) {
  const store = useSpectrogramStore(fetchSpectrogram);
  const layers = useMemo(
    () => [{ source: { audioId: recordingId, offset: 0, frames }, tint: null }],
    [recordingId, frames],
  );
  const frequencies = useMemo(
    () => ({ lowHz: hzOfPitch(low - 0.5), highHz: hzOfPitch(high - 0.5) }),
    [low, high],
  );
  return (
    <div className="roll-spectrogram">
      <Spectrogram
        {...{ store, layers, view, frequencies }}
        range={RANGE}
        colourMap="grey"
        label={words().score.spectrogramOf}
      />
    </div>
  );
}
