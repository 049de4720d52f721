import { useEffect, useRef, useState, type MouseEvent, type PointerEvent, type ReactNode } from 'react';
import {
  addNote,
  DRAWN_SECONDS,
  freeNoteId,
  LEAST_SECONDS,
  moveNotes,
  stretchNotes,
} from '../../document/note-edits.ts';
import type { NotesSnapshot, NotesStore } from '../../document/notes-store.ts';
import { fitCanvas, keepDrawn, themeColour } from '../../ui/canvas.ts';
import { frameAt, scrollBy, zoomAt } from '../../ui/timeline-view.ts';
import type { Timeline } from '../../ui/use-timeline.ts';
import { drawRoll } from './draw-roll.ts';
import {
  hitAt,
  notesWithin,
  pitchAt,
  pitchViewOf,
  rowHeight,
  type Hit,
  type PitchView,
  type Rectangle,
} from './roll-view.ts';

interface Props {
  readonly store: NotesStore;
  readonly snapshot: NotesSnapshot;
  readonly timeline: Timeline;
  readonly measure: (node: HTMLElement | null) => void;
  readonly selected: ReadonlySet<string>;
  readonly only: string | null;
  /** By player id. */
  readonly colours: ReadonlyMap<string, `--${string}`>;
  readonly readOnly: boolean;
  /** What is drawn behind the notes, instead of rows of semitones. */
  readonly renderBehind: ((pitch: PitchView) => ReactNode) | null;
  onSelect: (ids: ReadonlySet<string>) => void;
  onSeek: (frame: number) => void;
}

type Drag =
  | { readonly kind: 'lasso'; readonly from: Point; readonly to: Point; readonly keep: ReadonlySet<string> }
  | { readonly kind: 'note'; readonly hit: Hit; readonly from: Point; readonly moved: boolean };
interface Point {
  readonly x: number;
  readonly y: number;
}

const CLICK_PIXELS = 3;

/**
 * All notes of a recording over time and pitch. A click selects (Shift adds), a drag over nothing selects all it
 * touches, a drag of a note moves the selection (Alt leaves the semitones), of its ends stretches it, and a
 * double-click draws a note for the player whose notes stand out. The wheel scrolls, with Ctrl it zooms.
 */
export function NoteRoll(props: Props) {
  const { store, snapshot, timeline, measure, selected, only, colours, readOnly, renderBehind, onSelect } =
    props;
  const { document } = snapshot;
  const { view, extent } = timeline;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(1);
  const [drag, setDrag] = useState<Drag | null>(null);
  // Fitted when the notes are opened: rows that jump while a note is moved would be hard to aim at.
  const [fitted] = useState(document.notes);
  const pitch = pitchViewOf(fitted.length === 0 ? document.notes : fitted, height);
  const lasso: Rectangle | null =
    drag?.kind === 'lasso' ? { x0: drag.from.x, y0: drag.from.y, x1: drag.to.x, y1: drag.to.y } : null;

  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    return keepDrawn(node, () => {
      const fit = fitCanvas(node);
      if (fit === null) return;
      setHeight(fit.height);
      drawRoll(
        fit.context,
        fit.width,
        {
          document,
          selected,
          only,
          lasso,
          isOverSound: renderBehind !== null,
          time: view,
          pitch: { ...pitch, height: fit.height },
        },
        {
          players: new Map([...colours].map(([id, name]) => [id, themeColour(node, name)])),
          line: themeColour(node, '--line'),
          dark: themeColour(node, '--bg-sunken'),
          text: themeColour(node, '--text'),
          selection: themeColour(node, '--selection'),
        },
      );
    });
  });

  const { change } = timeline;
  useEffect(() => {
    const node = box.current;
    if (node === null) return undefined;
    // Not React's: its wheel listeners are passive and can't keep the page from zooming.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const x = event.clientX - node.getBoundingClientRect().left;
      if (event.ctrlKey || event.metaKey) {
        change((now, of) => zoomAt(now, of, Math.exp(event.deltaY * 0.004), x));
      } else change((now, of) => scrollBy(now, of, event.deltaX + event.deltaY));
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [change]);

  const pointOf = (event: MouseEvent): Point => {
    const at = box.current?.getBoundingClientRect();
    return { x: event.clientX - (at?.left ?? 0), y: event.clientY - (at?.top ?? 0) };
  };
  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const from = pointOf(event);
    const hit = hitAt(document.notes, from.x, from.y, view, pitch);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (hit === null) {
      const keep = event.shiftKey ? selected : new Set<string>();
      setDrag({ kind: 'lasso', from, to: from, keep });
      return;
    }
    const { id } = hit.note;
    if (event.shiftKey) {
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      onSelect(next);
      return;
    }
    if (!selected.has(id)) onSelect(new Set([id]));
    if (readOnly) return;
    store.begin(hit.part === 'body' ? 'moveNotes' : 'stretchNotes');
    setDrag({ kind: 'note', hit, from, moved: false });
  };
  const onMove = (event: PointerEvent): void => {
    if (drag === null) return;
    const to = pointOf(event);
    if (drag.kind === 'lasso') {
      setDrag({ ...drag, to });
      const area = { x0: drag.from.x, y0: drag.from.y, x1: to.x, y1: to.y };
      onSelect(new Set([...drag.keep, ...notesWithin(document.notes, area, view, pitch)]));
      return;
    }
    const far = Math.hypot(to.x - drag.from.x, to.y - drag.from.y) >= CLICK_PIXELS;
    if (!drag.moved && !far) return;
    const frames = (to.x - drag.from.x) * view.framesPerPixel;
    const semitones = (drag.from.y - to.y) / rowHeight(pitch);
    const { part } = drag.hit;
    // From where the gesture began, so that what a limit stopped comes back with the pointer.
    store.cancel();
    store.begin(part === 'body' ? 'moveNotes' : 'stretchNotes');
    store.edit('moveNotes', (now) =>
      part === 'body'
        ? moveNotes(now, selected, frames, event.altKey ? semitones : Math.round(semitones))
        : stretchNotes(now, selected, part, frames, Math.round(LEAST_SECONDS * document.sampleRate)),
    );
    setDrag({ ...drag, moved: true });
  };
  const onUp = (event: PointerEvent): void => {
    if (drag?.kind === 'note') {
      if (event.type === 'pointercancel') store.cancel();
      else store.end();
    } else if (drag !== null) {
      const { from, to } = drag;
      if (Math.hypot(to.x - from.x, to.y - from.y) < CLICK_PIXELS) {
        onSelect(drag.keep);
        props.onSeek(Math.max(0, Math.min(extent.frames - 1, Math.round(frameAt(view, from.x)))));
      }
    }
    setDrag(null);
  };
  const onDoubleClick = (event: MouseEvent): void => {
    if (readOnly || only === null) return;
    const { x, y } = pointOf(event);
    if (hitAt(document.notes, x, y, view, pitch) !== null) return;
    const onset = Math.max(0, Math.min(document.frames - 2, Math.round(frameAt(view, x))));
    const offset = Math.min(document.frames, onset + Math.round(DRAWN_SECONDS * document.sampleRate));
    const id = freeNoteId(document);
    store.edit('drawNote', (now) =>
      addNote(now, {
        ...{ id, player: only, onset, offset, origin: 'drawn', confidence: 1 },
        pitch: Math.max(0, Math.min(127, Math.round(pitchAt(pitch, y)))),
      }),
    );
    onSelect(new Set([id]));
  };

  return (
    <div
      ref={(node) => {
        box.current = node;
        measure(node);
      }}
      className="note-roll"
      data-dragging={drag?.kind}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onDoubleClick={onDoubleClick}
    >
      {renderBehind?.(pitch)}
      <canvas ref={canvas} className="roll-canvas" aria-hidden="true" />
    </div>
  );
}
