import { useMemo, useRef } from 'react';
import { X } from 'lucide-react';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import { IconButton } from '../../../ui/Button.tsx';
import type { SpectrogramLayer } from '../../../ui/spectrogram/Spectrogram.tsx';
import type { Timeline } from '../../../ui/use-timeline.ts';
import { words } from '../../../words/words.ts';
import { colourOf } from '../parameters.ts';
import type { TileSource } from '../peak-tiles.ts';
import { useLaneDrag, type LaneDragEvents } from '../use-lane-drag.ts';
import { SpectrogramLane } from './SpectrogramLane.tsx';
import { useViewStore } from './view-context.ts';

interface Props extends LaneDragEvents {
  readonly document: ProjectDocument;
  /** Which tracks sound. */
  readonly heard: readonly boolean[];
  readonly timeline: Timeline;
  tileSource: (track: Track) => TileSource | null;
}

export const OVERLAY_HEIGHT = 168;

/** A lane with the spectrograms of all audible stems over each other, each in its colour, and the legend to it. */
export function OverlayRow({ document, heard, timeline, tileSource, onSeek, onSelection }: Props) {
  const { view } = useViewStore();
  const lane = useRef<HTMLDivElement>(null);
  const drag = useLaneDrag(lane, timeline, { onSeek, onSelection });
  const { tracks } = document;
  const shown = tracks.filter((_, index) => heard[index] === true);
  const key = shown.map(({ id, colour }) => `${id}/${colour}`).join(' ');
  const layers = useMemo(
    () =>
      shown.flatMap((track): SpectrogramLayer[] => {
        const source = tileSource(track);
        return source === null ? [] : [{ source, tint: colourOf(track.colour) }];
      }),
    // `shown` is spelled out in `key`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [key, tileSource],
  );
  return (
    <>
      <div className="overlay-header" role="group" aria-label={words().viewing.overlay}>
        <div className="overlay-title">
          <strong>{words().viewing.overlay}</strong>
          <IconButton
            label={words().viewing.closeOverlay}
            size="sm"
            onClick={() => view.set({ overlay: false })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
        <ul className="overlay-legend">
          {shown.map((track) => (
            <li key={track.id}>
              <span style={{ background: `var(${colourOf(track.colour)})` }} />
              <span className="ellipsis">{track.name}</span>
            </li>
          ))}
        </ul>
      </div>
      <div ref={lane} className="lane overlay-lane" {...drag}>
        <SpectrogramLane
          layers={layers}
          view={timeline.view}
          height={OVERLAY_HEIGHT - 1}
          label={words().viewing.overlayOf(shown.map(({ name }) => name))}
        />
      </div>
    </>
  );
}
