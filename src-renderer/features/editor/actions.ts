import type { Track } from '../../../src-shared/project/document.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import type { Listen } from '../../engine/state.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { fitView, pixelOf, showRange, zoomAt } from '../../ui/timeline-view.ts';
import { nudged, withEdge, type Edge } from './range-edits.ts';
import { addRegion, neighbour } from './regions/region-edits.ts';
import { editGain, removeChosenRegion } from './envelope/gain-choice.ts';
import type { EditorSession } from './session.ts';
import type { Tool } from './selecting/tools.ts';
import { hearNext, hearOther } from './snapshots/switch.ts';
import type { Action } from './shortcuts.ts';

/** What the editor's actions work on. */
export interface ActionContext {
  readonly session: EditorSession;
  readonly timeline: Timeline;
  readonly selected: Track | null;
  readonly selection: FrameRange | null;
  selectTrack: (trackId: string) => void;
  /** Moves the focus to a track's name, from which Tab continues to its controls. */
  focusTrack: (trackId: string) => void;
  /** Moves the focus to the strip of the selected track, or from there back to the track. */
  focusStrip: () => void;
  setSelection: (range: FrameRange | null) => void;
  toggleFollow: () => void;
  toggleMeters: () => void;
  toggleSpectrogram: (which: 'selected' | 'all') => void;
  chooseTool: (tool: Tool) => void;
  toggleErase: () => void;
  takeBack: () => void;
  hearSound: () => void;
  showGuide: () => void;
  saveExcerpt: () => void;
  editStems: () => void;
}

const ZOOM_STEP = 1.6;
/** The factor of one press on the height of all waveforms, and their limits. */
const WAVE_STEP = 1.5;
const FLATTEST_WAVES = 1 / 4;
const TALLEST_WAVES = 4096;
/** How far one press moves an edge of the selection; zoom in for finer steps. */
const NUDGE_PIXELS = 4;

/** @param number the digit key pressed, for the actions on a track's number */
export function runAction(context: ActionContext, action: Action, number = 0): void {
  const { session, timeline, selected, selection } = context;
  const { engine, store } = session;
  const { sampleRate, frames } = engine.source;
  const seekBy = (seconds: number): void => engine.seek(engine.position() + seconds * sampleRate);
  const numbered = store.getSnapshot().document.tracks[number - 1] ?? null;
  const zoom = (factor: number): void =>
    timeline.change((view, extent) => {
      const x = pixelOf(view, engine.position());
      return zoomAt(view, extent, factor, x >= 0 && x <= extent.width ? x : extent.width / 2);
    });
  const nudge = (edge: Edge, direction: 1 | -1): void => {
    if (selection === null) return;
    const by = Math.max(1, Math.round(NUDGE_PIXELS * timeline.view.framesPerPixel));
    context.setSelection(nudged(selection, edge, direction * by, frames));
  };
  switch (action) {
    case 'play':
      return engine.toggle();
    case 'to-start':
      return engine.seek(0);
    case 'to-end':
      return engine.seek(frames);
    case 'back':
      return seekBy(-1);
    case 'forward':
      return seekBy(1);
    case 'back-far':
      return seekBy(-10);
    case 'forward-far':
      return seekBy(10);
    case 'loop':
      return toggleLoop(context);
    case 'loop-start':
      return setLoopEdge(context, 'start');
    case 'loop-end':
      return setLoopEdge(context, 'end');
    case 'select-start':
      return context.setSelection(withEdge(selection, 'start', engine.position(), frames));
    case 'select-end':
      return context.setSelection(withEdge(selection, 'end', engine.position(), frames));
    case 'start-back':
      return nudge('start', -1);
    case 'start-forward':
      return nudge('start', 1);
    case 'end-back':
      return nudge('end', -1);
    case 'end-forward':
      return nudge('end', 1);
    case 'select-all':
      return context.setSelection({ start: 0, end: frames });
    case 'clear-selection':
      return context.setSelection(null);
    case 'tool-time':
      return context.chooseTool('time');
    case 'tool-rectangle':
      return context.chooseTool('rectangle');
    case 'tool-lasso':
      return context.chooseTool('lasso');
    case 'tool-brush':
      return context.chooseTool('brush');
    case 'tool-harmonics':
      return context.chooseTool('harmonics');
    case 'erase':
      return context.toggleErase();
    case 'take-back':
      return context.takeBack();
    case 'hear-sound':
      return context.hearSound();
    case 'save-excerpt':
      return context.saveExcerpt();
    case 'edit-stems':
      return context.editStems();
    case 'marker':
      addRegion(store, engine.position(), selection);
      return;
    case 'previous-marker':
      return toNeighbour(context, -1);
    case 'next-marker':
      return toNeighbour(context, 1);
    case 'previous-track':
      return step(context, -1);
    case 'next-track':
      return step(context, 1);
    case 'mute':
      return toggle(context, selected, 'muted');
    case 'solo':
      return toggle(context, selected, 'soloed');
    case 'solo-only':
      if (selected !== null) store.apply({ type: 'soloOnly', trackId: selected.id });
      return;
    case 'solo-number':
      return toggle(context, numbered, 'soloed');
    case 'mute-number':
      return toggle(context, numbered, 'muted');
    case 'gain-region':
      if (selected !== null) editGain(session, selected.id, selection);
      return;
    case 'remove-gain':
      return removeChosenRegion(session);
    case 'strip':
      return context.focusStrip();
    case 'toggle-original':
      return listenTo(context, engine.state.getSnapshot().listen.kind === 'original' ? 'mix' : 'original');
    case 'listen-mix':
      return listenTo(context, 'mix');
    case 'listen-track':
      return listenTo(context, 'track');
    case 'match':
      return engine.setMatch(!engine.state.getSnapshot().match);
    case 'snapshot-keep':
      return store.apply({ type: 'addSnapshot', name: '', copyOf: null });
    case 'snapshot-next':
      return hearNext(session, 1);
    case 'snapshot-previous':
      return hearNext(session, -1);
    case 'snapshot-present':
      return hearOther(session);
    case 'zoom-in':
      return zoom(1 / ZOOM_STEP);
    case 'zoom-out':
      return zoom(ZOOM_STEP);
    case 'zoom-fit':
      return timeline.change((_view, extent) => fitView(extent));
    case 'taller':
      return stretchWaves(session, WAVE_STEP);
    case 'flatter':
      return stretchWaves(session, 1 / WAVE_STEP);
    case 'zoom-selection':
      if (selection !== null) {
        timeline.change((_view, extent) => showRange(selection.start, selection.end, extent));
      }
      return;
    case 'meters':
      return context.toggleMeters();
    case 'spectrogram':
      return context.toggleSpectrogram('selected');
    case 'spectrogram-all':
      return context.toggleSpectrogram('all');
    case 'follow':
      return context.toggleFollow();
    case 'undo':
      return store.undo();
    case 'redo':
      return store.redo();
    case 'save':
      void session.saveNow();
      return;
    case 'guide':
      return context.showGuide();
  }
}

export function listenTo({ session, selected }: ActionContext, kind: Listen['kind']): void {
  const { engine } = session;
  if (kind === 'mix') engine.listenTo({ kind });
  else if (kind === 'original') {
    if (engine.state.getSnapshot().hasOriginal) engine.listenTo({ kind });
  } else if (selected !== null) engine.listenTo({ kind, trackId: selected.id });
}

function stretchWaves({ waveScale }: EditorSession, factor: number): void {
  waveScale.set(Math.min(TALLEST_WAVES, Math.max(FLATTEST_WAVES, waveScale.getSnapshot() * factor)));
}

function toggle({ session }: ActionContext, track: Track | null, what: 'muted' | 'soloed'): void {
  if (track === null) return;
  const patch = what === 'muted' ? { muted: !track.muted } : { soloed: !track.soloed };
  session.store.apply({ type: 'setTrack', trackId: track.id, patch });
}

/** Loops the selection if there is one; otherwise toggles the loop, and creates one over the whole project if needed. */
function toggleLoop({ session, selection, setSelection }: ActionContext): void {
  const { store } = session;
  const { document } = store.getSnapshot();
  if (selection !== null) {
    store.apply({ type: 'setLoop', loop: selection, loopEnabled: true });
    setSelection(null);
    return;
  }
  const loop = document.loop ?? { start: 0, end: document.frames };
  const loopEnabled = document.loop === null || !document.loopEnabled;
  store.apply({ type: 'setLoop', loop, loopEnabled });
}

function toNeighbour({ session: { engine, store } }: ActionContext, direction: 1 | -1): void {
  const start = neighbour(store.getSnapshot().document, engine.position(), direction);
  if (start !== null) engine.seek(start);
}

/** Puts the start or end of the loop at the playhead and switches the loop on. */
function setLoopEdge({ session }: ActionContext, edge: Edge): void {
  const { store, engine } = session;
  const { loop, frames } = store.getSnapshot().document;
  const next = withEdge(loop, edge, engine.position(), frames);
  if (next !== null) store.apply({ type: 'setLoop', loop: next, loopEnabled: true });
}

function step({ session, selected, selectTrack, focusTrack }: ActionContext, by: number): void {
  const { tracks } = session.store.getSnapshot().document;
  const index = tracks.findIndex((track) => track.id === selected?.id);
  const next = tracks[Math.max(0, Math.min(tracks.length - 1, index + by))];
  if (next === undefined) return;
  selectTrack(next.id);
  focusTrack(next.id);
}
