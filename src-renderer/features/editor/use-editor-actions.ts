import { useEffect, useRef } from 'react';
import type { Track } from '../../../src-shared/project/document.ts';
import type { Listen } from '../../engine/state.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import type { EditorSession } from './session.ts';
import { actionOf, belongsTo, type Action } from './shortcuts.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { fitView, pixelOf, showRange, zoomAt } from '../../ui/timeline-view.ts';

interface Context {
  readonly session: EditorSession;
  readonly timeline: Timeline;
  readonly selected: Track | null;
  readonly selection: FrameRange | null;
  selectTrack: (trackId: string) => void;
  setSelection: (range: FrameRange | null) => void;
  showGuide: () => void;
  saveExcerpt: () => void;
}

const ZOOM_STEP = 1.6;

/** Runs the editor's actions, whether triggered by a button or by the keyboard. */
export function useEditorActions(context: Context): {
  run: (action: Action) => void;
  listen: (kind: Listen['kind']) => void;
} {
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || belongsTo(event.target, event.key)) return;
      // Only the arrow keys auto-repeat; a repeating key must not toggle anything.
      if (event.repeat && !event.key.startsWith('Arrow')) return;
      const action = actionOf(event);
      if (action === null) return;
      event.preventDefault();
      runAction(latest.current, action);
    };
    // Space starts playback, but its key-up would also activate a focused button, so suppress the key-up as well.
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.key === ' ' && !belongsTo(event.target, ' ')) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
    };
  }, []);
  return {
    run: (action) => runAction(latest.current, action),
    listen: (kind) => listenTo(latest.current, kind),
  };
}

function listenTo({ session, selected }: Context, kind: Listen['kind']): void {
  const { engine } = session;
  if (kind === 'mix') engine.listenTo({ kind });
  else if (kind === 'original') {
    if (engine.state.getSnapshot().hasOriginal) engine.listenTo({ kind });
  } else if (selected !== null) engine.listenTo({ kind, trackId: selected.id });
}

function runAction(context: Context, action: Action): void {
  const { session, timeline, selected, selection } = context;
  const { engine, store } = session;
  const { sampleRate, frames } = engine.source;
  const seekBy = (seconds: number): void => engine.seek(engine.position() + seconds * sampleRate);
  const patch = (change: { muted: boolean } | { soloed: boolean }): void => {
    if (selected !== null) store.apply({ type: 'setTrack', trackId: selected.id, patch: change });
  };
  const zoom = (factor: number): void =>
    timeline.change((view, extent) => {
      const x = pixelOf(view, engine.position());
      return zoomAt(view, extent, factor, x >= 0 && x <= extent.width ? x : extent.width / 2);
    });
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
    case 'mute':
      return patch({ muted: !(selected?.muted ?? false) });
    case 'solo':
      return patch({ soloed: !(selected?.soloed ?? false) });
    case 'previous-track':
      return step(context, -1);
    case 'next-track':
      return step(context, 1);
    case 'toggle-original':
      return listenTo(context, engine.state.getSnapshot().listen.kind === 'original' ? 'mix' : 'original');
    case 'listen-mix':
      return listenTo(context, 'mix');
    case 'listen-track':
      return listenTo(context, 'track');
    case 'match':
      return engine.setMatch(!engine.state.getSnapshot().match);
    case 'zoom-in':
      return zoom(1 / ZOOM_STEP);
    case 'zoom-out':
      return zoom(ZOOM_STEP);
    case 'zoom-fit':
      return timeline.change((_view, extent) => fitView(extent));
    case 'zoom-selection':
      if (selection !== null) {
        timeline.change((_view, extent) => showRange(selection.start, selection.end, extent));
      }
      return;
    case 'clear-selection':
      return context.setSelection(null);
    case 'save-excerpt':
      return context.saveExcerpt();
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

/** Loops the selection if there is one; otherwise toggles the loop, and creates one over the whole project if needed. */
function toggleLoop({ session, selection, setSelection }: Context): void {
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

function step({ session, selected, selectTrack }: Context, by: number): void {
  const { tracks } = session.store.getSnapshot().document;
  const index = tracks.findIndex((track) => track.id === selected?.id);
  const next = tracks[Math.max(0, Math.min(tracks.length - 1, index + by))];
  if (next !== undefined) selectTrack(next.id);
}
