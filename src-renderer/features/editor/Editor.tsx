import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { Track } from '../../../src-shared/project/document.ts';
import type { ProjectId, StemId } from '../../../src-shared/project/ids.ts';
import type { SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import { useDesktopCommand } from '../../api/desktop.ts';
import { useHost } from '../../api/store.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import { EditorHeader } from './EditorHeader.tsx';
import { EditorNotices } from './EditorNotices.tsx';
import { OverviewBar } from './regions/OverviewBar.tsx';
import { useRegionActions } from './regions/use-region-actions.ts';
import type { EditorSession } from './session.ts';
import { KeepSnapshot } from './snapshots/KeepSnapshot.tsx';
import { SnapshotBar } from './snapshots/SnapshotBar.tsx';
import { useStripHeight } from './strip-height.ts';
import { StripSplitter } from './StripSplitter.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { TimelineView } from './TimelineView.tsx';
import { trackNameId } from './TrackHeader.tsx';
import type { TrackLaneContext } from './TrackRow.tsx';
import { Transport } from './Transport.tsx';
import { useAutomationShown } from './automation/use-automation-shown.ts';
import { useEditorActions } from './use-editor-actions.ts';
import { useSelection } from './use-selection.ts';
import { useDocumentState, useObservable } from './use-store.ts';
import { useStable } from '../../ui/use-stable.ts';
import { useTimeline } from '../../ui/use-timeline.ts';
import { SelectingContext } from './selecting/selecting-context.ts';
import { SelectionDock } from './selecting/SelectionDock.tsx';
import { useHearSound } from './selecting/use-hear-sound.ts';
import { useSelectingTools } from './selecting/use-selecting-tools.ts';
import { MasterMeters } from './meters/MasterMeters.tsx';
import { useViewing, useViewStore } from './viewing/view-context.ts';
import { useLanguage, words } from '../../words/words.ts';
import './editor.css';
import './transport.css';
import './timeline.css';
import './tracks.css';
import './dialogs.css';
import './narrow.css';

/** The context that the strip panel receives for the selected track. */
export interface StripContext {
  readonly track: Track;
  /** The index of the track in the engine. */
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
}

/** A passage marked in the editor, both in stem samples and in recording samples. */
export interface MarkedPassage {
  readonly track: Track | null;
  readonly recording: ReadyRecording;
  readonly inStem: FrameRange;
  readonly inRecording: FrameRange;
}

/** What edits of the stems' audio start from. */
export interface EditableStems {
  readonly recording: ReadyRecording;
  /** Samples of the recording; null if nothing is selected. */
  readonly passage: FrameRange | null;
  /** Of the track with the selected sound, or of the selected track. */
  readonly stemId: StemId | null;
  /** Selected sound, in samples of the recording; null if only a passage is selected, or nothing. */
  readonly selection: SoundSelection | null;
  /** Pauses the mix, so that a preview is heard alone. */
  pause: () => void;
}

interface Props {
  readonly session: EditorSession;
  readonly readOnly: boolean;
  onBack: () => void;
  onExport: () => void;
  onReload: () => void;
  /** Opens another mix; null for the one that was opened last. */
  onOpenMix: (projectId: ProjectId | null) => void;
  /** Null if excerpts cannot be saved. */
  readonly onSaveExcerpt: ((marked: MarkedPassage) => void) | null;
  onEditStems: (stems: EditableStems) => void;
  onSimilar: (stemId: StemId) => void;
  renderStrip: (context: StripContext) => ReactNode;
  renderTrackLane: (context: TrackLaneContext) => ReactNode;
  onQuality: () => void;
}

const focusTrack = (trackId: string): void =>
  window.document.getElementById(trackNameId(trackId))?.focus({ preventScroll: true });

/** The open project: header, transport, tracks on a time axis, and the strip of the selected track. */
export function Editor(props: Props) {
  const { session, readOnly, onBack, onExport, onReload, renderStrip } = props;
  const { store, engine, saving, recording } = session;
  const { document } = useDocumentState(store);
  const saved = useObservable(saving);
  const { blind, heard } = useObservable(session.audition.state);
  const { timeline, measure } = useTimeline(document.frames);
  const [selectedId, setSelectedId] = useState<string | null>(() => {
    const { listen } = engine.state.getSnapshot();
    return listen.kind === 'track' ? listen.trackId : (document.tracks[0]?.id ?? null);
  });
  const {
    passage: selection,
    sound,
    select,
    selectSound,
    setPassage,
  } = useSelection(document.frames, document.sampleRate);
  const { automationShown, showAutomation } = useAutomationShown(document);
  const [guide, setGuide] = useState(false);
  /** Whether the timeline turns its page when the playhead leaves it. */
  const [following, setFollowing] = useState(true);
  const strip = useRef<HTMLElement>(null);
  const { height, setHeight, toggle: toggleStrip } = useStripHeight();
  const viewStore = useViewStore().view;
  const metersShown = useViewing().meters;

  const index = document.tracks.findIndex((track) => track.id === selectedId);
  const selected = document.tracks[index] ?? null;
  const selectTrack = (trackId: string): void => {
    setSelectedId(trackId);
    if (engine.state.getSnapshot().listen.kind === 'track') engine.listenTo({ kind: 'track', trackId });
  };
  const onSelectTrack = useStable(selectTrack);
  const separation = useHost((host) => host.separations.get(session.separation.id)) ?? session.separation;
  const stems = useMemo(() => new Map(separation.stems.map((stem) => [stem.id, stem])), [separation]);
  const passage = selection ?? (document.loopEnabled ? document.loop : null);
  const {
    context: selecting,
    drawn,
    ...selectingTools
  } = useSelectingTools({
    ...{ recordingId: recording.id, offset: document.offset, sound, selectSound },
    onDrawing: () => viewStore.showOne(selected?.id ?? null),
  });
  const editedTrack = document.tracks.find(({ id }) => id === sound?.trackId) ?? selected;
  const hearing = useHearSound(
    separation.state === 'ready' ? separation : session.separation,
    editedTrack?.source.stemId ?? null,
    drawn,
    () => engine.pause(),
  );
  const savePassage = ({ start, end }: FrameRange): void => {
    const { offset } = document;
    const inRecording = { start: offset + start, end: offset + end };
    props.onSaveExcerpt?.({ track: selected, recording, inStem: { start, end }, inRecording });
  };
  const saveExcerpt = (): void => {
    if (passage !== null) savePassage(passage);
  };
  const editStems = (): void => {
    const { offset } = document;
    const marked = passage && { start: offset + passage.start, end: offset + passage.end };
    props.onEditStems({
      ...{ recording, passage: marked, stemId: editedTrack?.source.stemId ?? null, selection: drawn },
      pause: () => engine.pause(),
    });
  };
  useEffect(() => session.useVersion(separation.version), [session, separation.version]);
  const { run, listen } = useEditorActions({
    session,
    timeline,
    selected,
    selection,
    selectTrack,
    focusTrack,
    focusStrip: () => {
      const inside = strip.current?.contains(window.document.activeElement) ?? false;
      if (height === 0) toggleStrip();
      if (!inside) strip.current?.focus();
      else if (selected !== null) focusTrack(selected.id);
    },
    setSelection: setPassage,
    chooseTool: selectingTools.chooseTool,
    toggleErase: selectingTools.toggleErase,
    takeBack: selectingTools.takeBack,
    hearSound: hearing.toggle,
    toggleMeters: () => viewStore.set({ meters: !viewStore.state.getSnapshot().meters }),
    toggleSpectrogram: (which) => {
      if (which === 'selected' && selected !== null) viewStore.show(selected.id, 'toggle');
      if (which === 'all') viewStore.toggleAll(document.tracks.map((track) => track.id));
    },
    toggleFollow: () => setFollowing((now) => !now),
    showGuide: () => setGuide(true),
    saveExcerpt,
    editStems,
  });
  const onListen = useStable(listen);
  const onLoop = useStable(() => run('loop'));
  const onZoom = useStable((how: 'in' | 'out' | 'fit') => run(`zoom-${how}`));
  const leave = async (then: () => void): Promise<void> => {
    await session.saveNow();
    then();
  };
  useDesktopCommand('export', () => void leave(onExport));
  const goBack = useStable(() => void leave(onBack));
  const goQuality = useStable(() => void leave(props.onQuality));
  const goExport = useStable(() => void leave(onExport));
  const keepPassage = useStable(savePassage);
  const regionActions = useRegionActions({
    session,
    changeView: timeline.change,
    onSelection: select,
    onExport: goExport,
    onSaveExcerpt: props.onSaveExcerpt === null ? null : keepPassage,
  });
  const goSimilar = useStable((stemId: StemId) => void leave(() => props.onSimilar(stemId)));
  const askExcerpt = useStable(saveExcerpt);
  const onEditStems = useStable(editStems);
  const openMix = useStable(props.onOpenMix);
  const showGuide = useCallback(() => setGuide(true), []);
  // Scrolling and zooming render the editor at every frame, and the strip needs none of that.
  const { sampleRate } = document;
  const language = useLanguage();
  const stripPanel = useMemo(
    () => (selected === null ? null : renderStrip({ track: selected, index, sampleRate, store, engine })),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- its texts change with the language
    [renderStrip, selected, index, sampleRate, store, engine, language],
  );

  return (
    <div className="editor" data-meters={metersShown || undefined} data-blind={blind || undefined}>
      <EditorHeader
        session={session}
        readOnly={readOnly}
        hasPassage={passage !== null}
        onBack={goBack}
        onSaveExcerpt={props.onSaveExcerpt === null ? null : askExcerpt}
        onEditStems={onEditStems}
        onGuide={showGuide}
        onQuality={goQuality}
        onExport={goExport}
        onOpenMix={openMix}
      />
      <Transport
        engine={engine}
        bars={session.bars}
        store={store}
        trackName={selected?.name ?? null}
        onListen={onListen}
        onLoop={onLoop}
        onZoom={onZoom}
        following={following}
        onFollowing={setFollowing}
      />
      <EditorNotices session={session} undeclared={separation.undeclared} />
      <SnapshotBar session={session} snapshots={document.snapshots} />
      <OverviewBar
        session={session}
        document={document}
        timeline={timeline}
        actions={regionActions}
        onAdd={() => run('marker')}
      >
        <KeepSnapshot document={document} heard={heard} onKeep={() => run('snapshot-keep')} />
      </OverviewBar>
      {metersShown && <MasterMeters engine={engine} />}
      <SelectingContext value={selecting}>
        <TimelineView
          regionActions={regionActions}
          session={session}
          document={document}
          timeline={timeline}
          measure={measure}
          selectedId={selectedId}
          selection={selection}
          following={following}
          automationShown={automationShown}
          stems={stems}
          onSelectTrack={onSelectTrack}
          onSelection={select}
          sound={sound}
          onSimilar={goSimilar}
          renderTrackLane={props.renderTrackLane}
          onShowAutomation={showAutomation}
        />
      </SelectingContext>
      <SelectionDock
        {...{ document, sound, hearing }}
        tools={selecting.tools}
        isDrawing={selectingTools.isDrawing}
        onSound={selectSound}
        onEdit={onEditStems}
      />
      <section
        ref={strip}
        tabIndex={-1}
        className="editor-strip"
        style={{ '--strip-height': `${height}px` } as CSSProperties}
        aria-label={selected === null ? words().editor.strip : words().editor.stripOf(selected.name)}
      >
        <StripSplitter height={height} onHeight={setHeight} onToggle={toggleStrip} />
        {height > 0 && stripPanel}
      </section>
      <ShortcutsDialog open={guide} onOpenChange={setGuide} />
      <ConflictDialog
        open={saved.kind === 'conflict'}
        onKeepMine={() => session.overwrite()}
        onLoadOther={onReload}
      />
    </div>
  );
}
