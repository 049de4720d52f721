import { useEffect, useMemo, useRef, type CSSProperties, type ReactNode } from 'react';
import type { Stem } from '../../../src-shared/contract/separation.ts';
import { audible, onlyAudible } from '../../../src-shared/mixing/audible.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import { stemWords } from '../../ui/stem-words.ts';
import type { StemWords } from '../../ui/stem-words.ts';
import { BusLanes, BusLaneSwitches } from './automation/BusLanes.tsx';
import type { AutomationShown } from './automation/use-automation-shown.ts';
import { GainPanel } from './envelope/GainPanel.tsx';
import { Playhead } from './Playhead.tsx';
import { RegionLines, RegionRow } from './regions/RegionRow.tsx';
import type { RegionActions } from './regions/use-region-actions.ts';
import { Ruler } from './Ruler.tsx';
import { rulerFormat, shownFormat } from './ruler-format.ts';
import type { EditorSession } from './session.ts';
import { ToolButtons } from './selecting/ToolButtons.tsx';
import type { TrackSound } from './selecting/shapes.ts';
import { TrackRow, type TrackLaneContext } from './TrackRow.tsx';
import { OverlayRow } from './viewing/OverlayRow.tsx';
import { useViewing } from './viewing/view-context.ts';
import { ViewMenu } from './viewing/ViewMenu.tsx';
import { useGesture, useObservable } from './use-store.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { pixelOf, scrollBy, zoomAt } from '../../ui/timeline-view.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly session: EditorSession;
  readonly document: ProjectDocument;
  readonly timeline: Timeline;
  readonly measure: (node: HTMLElement | null) => void;
  readonly selectedId: string | null;
  readonly selection: FrameRange | null;
  /** The sound of one track that the selection is limited to. */
  readonly sound: TrackSound | null;
  readonly following: boolean;
  readonly regionActions: RegionActions;
  readonly automationShown: AutomationShown;
  /** The current stems: the result of the listening model may arrive later. */
  readonly stems: ReadonlyMap<StemId, Stem>;
  onSelectTrack: (trackId: string) => void;
  onSelection: (range: FrameRange | null) => void;
  onShowAutomation: (ownerId: string, target: string | null) => void;
  onSimilar: (stemId: StemId) => void;
  renderTrackLane: (context: TrackLaneContext) => ReactNode;
}

const ZOOM_PER_PIXEL = 1.0025;

/** Clears every solo and mute in one undo step. */
function clearSoloAndMute(store: DocumentStore): void {
  store.begin('hearAll');
  for (const track of store.getSnapshot().document.tracks) {
    store.apply({ type: 'setTrack', trackId: track.id, patch: { soloed: false, muted: false } });
  }
  store.end();
}

function checkOf(stems: ReadonlyMap<StemId, Stem>, stemId: StemId): StemWords | null {
  const stem = stems.get(stemId);
  return stem === undefined ? null : stemWords(stem, [...stems.values()]);
}

/** The ruler and tracks on a shared time axis; the loop, the selection and the playhead span all of them. */
export function TimelineView(props: Props) {
  const { session, document, timeline, selectedId, selection } = props;
  const { engine, store } = session;
  const { view } = timeline;
  const { listen } = useObservable(engine.state);
  const version = useObservable(session.tilesVersion);
  // Another version of the stems has other waveforms.
  useObservable(session.versionInUse);
  const scale = useObservable(session.waveScale);
  const bars = useObservable(session.bars);
  const format = shownFormat(useObservable(rulerFormat), bars);
  const viewing = useViewing();
  const root = useRef<HTMLDivElement>(null);
  const loopGesture = useGesture(store, 'changeLoop');
  const { change } = timeline;

  // React registers passive wheel listeners, which cannot prevent the page from zooming.
  useEffect(() => {
    const node = root.current;
    if (node === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const lanes = node.querySelector('.ruler')?.getBoundingClientRect();
      if (lanes === undefined || event.clientX < lanes.left) return;
      const onRuler = event.clientY < lanes.bottom && event.clientY >= lanes.top;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey || (onRuler && !event.shiftKey && event.deltaY !== 0)) {
        event.preventDefault();
        const factor = ZOOM_PER_PIXEL ** (event.deltaY * (event.deltaMode === 1 ? 16 : 1));
        change((now, extent) => zoomAt(now, extent, factor, event.clientX - lanes.left));
      } else if (Math.abs(sideways) > 0 && (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY))) {
        event.preventDefault();
        change((now, extent) => scrollBy(now, extent, sideways));
      }
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [change]);

  const { tracks } = document;
  // The checks stay the same objects while only gains and the like change.
  const stemIds = tracks.map((track) => track.source.stemId).join(' ');
  const checks = useMemo(
    () => stemIds.split(' ').map((stemId) => checkOf(props.stems, stemId as StemId)),
    [props.stems, stemIds],
  );
  const heard =
    listen.kind === 'track' ? audible(onlyAudible(tracks, listen.trackId)) : audible(tracks, document.groups);
  const span = (range: FrameRange): { left: number; width: number } => ({
    left: pixelOf(view, range.start),
    width: Math.max(1, (range.end - range.start) / view.framesPerPixel),
  });
  return (
    <>
      <div ref={root} id="editor-timeline" className="timeline" data-listen={listen.kind}>
        <div
          className="timeline-grid"
          data-overlay={viewing.overlay || undefined}
          data-regions={document.regions.length > 0 || undefined}
          data-checked={checks.some((check) => check !== null) || undefined}
          style={{ '--tracks': document.tracks.length } as CSSProperties}
        >
          <div className="timeline-corner">
            <ViewMenu tracks={document.tracks}>
              <BusLaneSwitches
                document={document}
                shown={props.automationShown}
                onShow={props.onShowAutomation}
              />
            </ViewMenu>
            <ToolButtons />
            {document.tracks.some((track) => track.soloed || track.muted) ? (
              <button
                type="button"
                className="link-button small hear-all"
                onClick={() => clearSoloAndMute(store)}
              >
                {words().editor.hearAll}
              </button>
            ) : (
              <span className="faint small ellipsis">{words().editor.tracks(document.tracks.length)}</span>
            )}
          </div>
          <Ruler
            timeline={timeline}
            measure={props.measure}
            sampleRate={document.sampleRate}
            format={format}
            bars={bars}
            loop={document.loop}
            loopEnabled={document.loopEnabled}
            onSeek={(frame) => engine.seek(frame)}
            onLoop={(loop) => store.apply({ type: 'setLoop', loop, loopEnabled: true })}
            onLoopGesture={loopGesture}
          />
          {document.regions.length > 0 && (
            <RegionRow
              regions={document.regions}
              sampleRate={document.sampleRate}
              timeline={timeline}
              store={store}
              actions={props.regionActions}
            />
          )}
          {viewing.overlay && (
            <OverlayRow
              document={document}
              heard={heard}
              timeline={timeline}
              tileSource={session.tileSource}
              onSeek={(frame) => engine.seek(frame)}
              onSelection={props.onSelection}
            />
          )}
          {document.tracks.map((track, index) => (
            <TrackRow
              key={track.id}
              track={track}
              index={index}
              selected={track.id === selectedId}
              dimmed={heard[index] === false}
              automationShown={props.automationShown.get(track.id) ?? null}
              store={store}
              engine={engine}
              timeline={timeline}
              tiles={session.tiles}
              tilesVersion={version}
              source={session.tileSource(track)}
              scale={scale}
              gainChoice={session.gainChoice}
              sound={props.sound?.trackId === track.id ? props.sound : null}
              check={checks[index] ?? null}
              onSelect={props.onSelectTrack}
              onSelection={props.onSelection}
              onShowAutomation={props.onShowAutomation}
              renderLane={props.renderTrackLane}
              onSimilar={props.onSimilar}
            />
          ))}
          <BusLanes
            document={document}
            shown={props.automationShown}
            onShow={props.onShowAutomation}
            timeline={timeline}
            store={store}
            engine={engine}
            onSelection={props.onSelection}
          />
          <div className="timeline-overlay" aria-hidden="true">
            <RegionLines regions={document.regions} timeline={timeline} />
            {document.loop !== null && document.loopEnabled && (
              <div className="loop-shade" style={span(document.loop)} />
            )}
            {selection !== null && (
              <div
                className="selection-shade"
                data-limited={props.sound !== null || undefined}
                style={span(selection)}
              />
            )}
            <Playhead
              engine={engine}
              timeline={timeline}
              following={props.following ? viewing.follow : 'off'}
            />
          </div>
        </div>
      </div>
      <GainPanel session={session} document={document} selection={selection} />
    </>
  );
}
