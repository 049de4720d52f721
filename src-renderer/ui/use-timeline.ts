import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { clampView, fitView, type TimelineExtent, type TimelineView } from './timeline-view.ts';

export interface Timeline {
  readonly view: TimelineView;
  readonly extent: TimelineExtent;
  /** The latest view and extent, for code that runs every frame. */
  readonly latest: RefObject<{ readonly view: TimelineView; readonly extent: TimelineExtent }>;
  change: (next: (view: TimelineView, extent: TimelineExtent) => TimelineView) => void;
}

/** The zoom and scroll state of the project timeline. Initially shows the whole project. */
export function useTimeline(frames: number): {
  readonly timeline: Timeline;
  /** Ref callback for the element that sets the timeline's width. */
  readonly measure: (node: HTMLElement | null) => void;
} {
  const [width, setWidth] = useState(0);
  const [view, setView] = useState<TimelineView>({ start: 0, framesPerPixel: 0 });
  const extent = useMemo(() => ({ frames, width: Math.max(1, width) }), [frames, width]);
  const shown = useMemo(
    () => (view.framesPerPixel === 0 ? fitView(extent) : clampView(view, extent)),
    [view, extent],
  );
  const latest = useRef({ view: shown, extent });
  useEffect(() => {
    latest.current = { view: shown, extent };
  });
  const change = useCallback((next: (view: TimelineView, extent: TimelineExtent) => TimelineView) => {
    const now = latest.current;
    const changed = next(now.view, now.extent);
    if (changed === now.view) return;
    latest.current = { ...now, view: changed };
    setView(changed);
  }, []);
  const observer = useRef<ResizeObserver | null>(null);
  const measure = useCallback((node: HTMLElement | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (node === null) return;
    setWidth(node.clientWidth);
    observer.current = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.current.observe(node);
  }, []);
  const timeline = useMemo(() => ({ view: shown, extent, latest, change }), [shown, extent, change]);
  return { timeline, measure };
}
