import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTime } from '../../../../src-shared/format/time.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { usePeaks } from '../../../api/use-peaks.ts';
import { scrollBy } from '../../../ui/timeline-view.ts';
import type { Timeline } from '../../../ui/use-timeline.ts';
import { Waveform } from '../../../ui/Waveform.tsx';
import { words } from '../../../words/words.ts';
import type { EditorSession } from '../session.ts';
import { framed, type FrameEdge } from './overview-frame.ts';

interface Props {
  readonly session: EditorSession;
  readonly document: ProjectDocument;
  readonly timeline: Timeline;
}

const BUCKETS = 1024;
const KEY_SHARE = 0.1;

/**
 * The whole work with the visible part in a frame. Dragging the frame scrolls and dragging its edges zooms; a press beside
 * it brings that place into the middle.
 */
export function Overview({ session, document, timeline }: Props) {
  const { frames, offset } = document;
  const { view, extent, change } = timeline;
  const [grip, setGrip] = useState<{ readonly edge: FrameEdge; readonly by: number } | null>(null);
  const { original, stems } = session.engine.source;
  const audioId = original?.audioId ?? stems[0]?.audioId ?? null;
  const from = original === null ? 0 : offset;
  const peaks = usePeaks(
    audioId === null ? null : { audioId, from, to: from + frames, buckets: BUCKETS, growing: false },
  );
  const shown = view.framesPerPixel * extent.width;
  const end = Math.min(frames, view.start + shown);

  const frameOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.closest('.overview')?.getBoundingClientRect();
    return box === undefined ? 0 : ((event.clientX - box.left) / box.width) * frames;
  };
  const grab = (edge: FrameEdge) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setGrip({ edge, by: frameOf(event) - (edge === 'end' ? end : view.start) });
  };
  const jump = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    change((now, size) => framed(now, size, 'whole', frameOf(event) - shown / 2));
    setGrip({ edge: 'whole', by: shown / 2 });
  };
  const handlers = {
    onPointerMove: (event: PointerEvent<HTMLElement>): void => {
      if (grip !== null) change((now, size) => framed(now, size, grip.edge, frameOf(event) - grip.by));
    },
    onPointerUp: () => setGrip(null),
    onPointerCancel: () => setGrip(null),
  };
  const onKey = (event: KeyboardEvent): void => {
    const page = event.key === 'PageUp' ? -1 : event.key === 'PageDown' ? 1 : 0;
    const arrow = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if ((page === 0 && arrow === 0) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    change((now, size) => scrollBy(now, size, (page + arrow * KEY_SHARE) * size.width));
  };
  const percent = (at: number): string => `${((100 * at) / Math.max(1, frames)).toFixed(3)}%`;
  const { sampleRate } = document;
  return (
    <div className="overview" onPointerDown={jump} {...handlers}>
      <Waveform peaks={peaks} label={words().regions.overview} />
      {document.regions.map(({ id, start, end: last }) => (
        <span
          key={id}
          className="overview-region"
          data-marker={last === null || undefined}
          style={
            last === null ? { left: percent(start) } : { left: percent(start), width: percent(last - start) }
          }
        />
      ))}
      <div
        className="overview-frame"
        role="scrollbar"
        tabIndex={0}
        aria-label={words().regions.visiblePart}
        aria-controls="editor-timeline"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, frames - shown) / sampleRate}
        aria-valuenow={view.start / sampleRate}
        aria-valuetext={words().regions.fromTo(
          formatTime(view.start / sampleRate, 1),
          formatTime(end / sampleRate, 1),
        )}
        style={{ left: percent(view.start), width: percent(end - view.start) }}
        onKeyDown={onKey}
        onPointerDown={grab('whole')}
        {...handlers}
      >
        {(['start', 'end'] as const).map((edge) => (
          <div
            key={edge}
            className={`overview-edge overview-edge-${edge}`}
            onPointerDown={grab(edge)}
            {...handlers}
          />
        ))}
      </div>
      <OverviewPlayhead session={session} frames={frames} />
    </div>
  );
}

function OverviewPlayhead({ session, frames }: { readonly session: EditorSession; readonly frames: number }) {
  const line = useRef<HTMLDivElement>(null);
  const { engine } = session;
  const move = useCallback(() => {
    const node = line.current;
    const width = node?.parentElement?.clientWidth ?? 0;
    if (node !== null)
      node.style.transform = `translateX(${((engine.position() / frames) * width).toFixed(1)}px)`;
  }, [engine, frames]);
  useEffect(() => {
    let next = 0;
    const tick = (): void => {
      next = requestAnimationFrame(tick);
      move();
    };
    tick();
    return () => cancelAnimationFrame(next);
  }, [move]);
  return <div ref={line} className="overview-playhead" aria-hidden="true" />;
}
