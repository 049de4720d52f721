import { useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { describeFailure } from '../../../api/messages.ts';
import { pointAt } from '../../../ui/spectrogram/axes.ts';
import { levelAt } from '../../../ui/spectrogram/level-at.ts';
import { Spectrogram, type SpectrogramLayer } from '../../../ui/spectrogram/Spectrogram.tsx';
import { useTilesVersion } from '../../../ui/spectrogram/use-spectrogram.ts';
import type { TimelineView } from '../../../ui/timeline-view.ts';
import { words } from '../../../words/words.ts';
import { FrequencyScale } from './FrequencyScale.tsx';
import { readOut } from './read-out.ts';
import { useFrequencyWheel } from './use-frequency-wheel.ts';
import { useViewing, useViewStore } from './view-context.ts';

interface Props {
  readonly layers: readonly SpectrogramLayer[];
  readonly view: TimelineView;
  readonly height: number;
  readonly label: string;
  /** Lies over the spectrogram and below its texts. */
  readonly children?: ReactNode;
}

/** One or more spectrograms with their frequency scale, and what lies under the pointer. */
export function SpectrogramLane({ layers, view, height, label, children }: Props) {
  const { spectrograms } = useViewStore();
  const { frequencies, range, colourMap } = useViewing();
  const root = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | null>(null);
  useTilesVersion(spectrograms);
  useFrequencyWheel(root, height);
  const axis = useMemo(() => ({ ...frequencies, height }), [frequencies, height]);

  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setPointer({ x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const failed = layers.find(({ source }) => spectrograms.tiles.failureOf(source.audioId) !== null);
  const failure = failed === undefined ? null : spectrograms.tiles.failureOf(failed.source.audioId);
  const under = pointer === null ? null : pointAt({ view, frequency: axis }, pointer.x, pointer.y);
  const level =
    under === null
      ? null
      : layers.reduce<number | null>((highest, { source }) => {
          const db = levelAt(spectrograms.tiles, source, view, under);
          return db === null ? highest : Math.max(db, highest ?? db);
        }, null);
  return (
    <div
      ref={root}
      className="spectrogram-lane"
      onPointerMove={onMove}
      onPointerLeave={() => setPointer(null)}
    >
      <Spectrogram
        store={spectrograms}
        layers={layers}
        view={view}
        frequencies={frequencies}
        range={range}
        colourMap={colourMap}
        label={label}
      />
      {children}
      <FrequencyScale axis={axis} />
      {failure !== null && (
        <p className="spectrogram-failure" role="status">
          {words().viewing.failed(describeFailure(failure).title)}
        </p>
      )}
      {under !== null && pointer !== null && (
        <span
          className="spectrogram-readout tabular"
          aria-hidden="true"
          data-below={pointer.y < 24 || undefined}
        >
          {readOut(under.hz, level)}
        </span>
      )}
    </div>
  );
}
