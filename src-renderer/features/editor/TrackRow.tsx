import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Track } from '../../../src-shared/project/document.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { AutomationLane } from './automation/AutomationLane.tsx';
import { trackSubject } from './automation/subjects.ts';
import type { PeakTiles, TileSource } from './peak-tiles.ts';
import type { StemWords } from '../../ui/stem-words.ts';
import { TrackHeader } from './TrackHeader.tsx';
import type { DocumentStore } from '../../document/store.ts';
import type { Observable } from '../../engine/observable.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { EnvelopeLayer } from './envelope/EnvelopeLayer.tsx';
import { editGain, type GainChoice } from './envelope/gain-choice.ts';
import { useLaneDrag } from './use-lane-drag.ts';
import type { TrackSound } from './selecting/shapes.ts';
import { SoundSurface } from './selecting/SoundSurface.tsx';
import { TrackView } from './viewing/TrackView.tsx';
import { useLanguage } from '../../words/words.ts';

interface Props {
  readonly track: Track;
  readonly index: number;
  readonly selected: boolean;
  /** True if the track is silent: it is muted, or another track is soloed. */
  readonly dimmed: boolean;
  /** What the lane that is shown automates. */
  readonly automationShown: string | null;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  readonly timeline: Timeline;
  readonly tiles: PeakTiles;
  readonly tilesVersion: number;
  readonly source: TileSource | null;
  readonly scale: number;
  readonly gainChoice: Observable<GainChoice | null>;
  /** What is selected in this track's spectrogram. */
  readonly sound: TrackSound | null;
  readonly check: StemWords | null;
  /** Renders the content below the waveform. */
  renderLane: (context: TrackLaneContext) => ReactNode;
  onSelect: (trackId: string) => void;
  onSelection: (range: FrameRange | null) => void;
  onShowAutomation: (trackId: string, target: string | null) => void;
  onSimilar: (stemId: StemId) => void;
}

/** A track's stem and the visible part of the timeline. */
export interface TrackLaneContext {
  readonly stemId: StemId;
  /** The sample at the left edge. */
  readonly start: number;
  readonly framesPerPixel: number;
  /** Width in CSS pixels. */
  readonly width: number;
}

/** A track's header and lane. In the lane, a click seeks and a drag selects a passage. */
export const TrackRow = memo(function TrackRow(props: Props) {
  const { track, selected, dimmed, automationShown, store, engine, timeline, onSelect } = props;
  useLanguage();
  const lane = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const node = lane.current;
    if (node === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(node.clientHeight));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  const { view, extent } = timeline;
  const drag = useLaneDrag(lane, timeline, {
    onSeek: (frame) => engine.seek(frame),
    onSelection: props.onSelection,
  });
  return (
    <>
      <TrackHeader
        track={track}
        index={props.index}
        selected={selected}
        dimmed={dimmed}
        automationShown={automationShown}
        store={store}
        engine={engine}
        onSelect={onSelect}
        check={props.check}
        onShowAutomation={props.onShowAutomation}
        onSimilar={props.onSimilar}
        onGain={() => editGain(props, track.id, null)}
      />
      <div
        ref={lane}
        className="lane"
        data-selected={selected || undefined}
        data-dimmed={dimmed || undefined}
        data-automation={automationShown !== null || undefined}
        {...drag}
        onPointerDown={(event) => {
          if (event.button === 0) onSelect(track.id);
          drag.onPointerDown(event);
        }}
      >
        <TrackView
          track={track}
          view={view}
          height={height}
          tiles={props.tiles}
          tilesVersion={props.tilesVersion}
          source={props.source}
          scale={props.scale}
        >
          <SoundSurface
            trackId={track.id}
            timeline={timeline}
            height={height}
            sampleRate={engine.source.sampleRate}
            source={props.source}
            sound={props.sound}
            onStart={() => onSelect(track.id)}
          />
        </TrackView>
        <div className="lane-under">
          {props.renderLane({ stemId: track.source.stemId, ...view, width: extent.width })}
        </div>
        {automationShown !== null && height > 0 && (
          <AutomationLane
            isNamed
            subject={trackSubject(track, automationShown)}
            view={view}
            extent={extent}
            sampleRate={engine.source.sampleRate}
            height={height}
            store={store}
          />
        )}
        {height > 0 && (
          <EnvelopeLayer
            track={track}
            selected={selected}
            view={view}
            extent={extent}
            sampleRate={engine.source.sampleRate}
            height={height}
            store={store}
            choice={props.gainChoice}
          />
        )}
      </div>
    </>
  );
});
