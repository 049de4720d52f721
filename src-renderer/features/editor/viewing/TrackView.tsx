import { useMemo, type ReactNode } from 'react';
import { AudioWaveform, Rainbow } from 'lucide-react';
import type { Track } from '../../../../src-shared/project/document.ts';
import { Toggle } from '../../../ui/Button.tsx';
import type { TimelineView } from '../../../ui/timeline-view.ts';
import { words } from '../../../words/words.ts';
import { Lane } from '../Lane.tsx';
import type { PeakTiles, TileSource } from '../peak-tiles.ts';
import { SpectrogramLane } from './SpectrogramLane.tsx';
import { useViewing, useViewStore } from './view-context.ts';

interface Props {
  readonly track: Track;
  readonly view: TimelineView;
  readonly height: number;
  readonly tiles: PeakTiles;
  readonly tilesVersion: number;
  readonly source: TileSource | null;
  readonly scale: number;
  /** Lies over the spectrogram. */
  readonly children: ReactNode;
}

/** What a track's lane shows of its sound, and the button that switches between waveform and spectrogram. */
export function TrackView(props: Props) {
  const { track, view, height, tiles, tilesVersion, source, scale } = props;
  const store = useViewStore().view;
  const isSpectrogram = useViewing().spectrograms.has(track.id);
  const layers = useMemo(
    () => (source === null ? [] : [{ source, tint: null }]),
    // The source is a new object each time, but its stem and its place stay.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [source?.audioId, source?.offset, source?.frames],
  );
  return (
    <>
      {isSpectrogram ? (
        <SpectrogramLane
          layers={layers}
          view={view}
          height={height}
          label={words().viewing.spectrogramOf(track.name)}
        >
          {props.children}
        </SpectrogramLane>
      ) : (
        <Lane
          view={view}
          tiles={tiles}
          tilesVersion={tilesVersion}
          source={source}
          colour={track.colour}
          scale={scale}
          label={words().common.waveformOf(track.name)}
        />
      )}
      <Toggle
        label={words().viewing.showSpectrogram(track.name)}
        className="lane-switch"
        size="sm"
        pressed={isSpectrogram}
        onPressedChange={() => store.show(track.id, 'toggle')}
        onPointerDown={(event) => event.stopPropagation()}
      >
        {isSpectrogram ? (
          <AudioWaveform size={13} aria-hidden="true" />
        ) : (
          <Rainbow size={13} aria-hidden="true" />
        )}
      </Toggle>
    </>
  );
}
