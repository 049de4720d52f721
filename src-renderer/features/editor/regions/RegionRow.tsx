import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTime } from '../../../../src-shared/format/time.ts';
import type { Region } from '../../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { ContextMenu } from '../../../ui/Menu.tsx';
import { frameAt, pixelOf } from '../../../ui/timeline-view.ts';
import type { Timeline } from '../../../ui/use-timeline.ts';
import { words } from '../../../words/words.ts';
import { RenameRegion } from './RenameRegion.tsx';
import { regionEntries } from './region-entries.ts';
import type { RegionActions } from './use-region-actions.ts';

interface Props {
  readonly regions: readonly Region[];
  readonly sampleRate: number;
  readonly timeline: Timeline;
  readonly store: DocumentStore;
  readonly actions: RegionActions;
}

const CLICK_PIXELS = 4;
const NUDGE_PIXELS = 4;

interface Drag {
  readonly region: Region;
  readonly edge: 'whole' | 'end';
  readonly x: number;
  readonly from: number;
  readonly moved: boolean;
}

/** Markers and regions on the time axis. A click goes to one, a drag moves it or the end of a region. */
export function RegionRow({ regions, sampleRate, timeline, store, actions }: Props) {
  const { view, extent } = timeline;
  const [drag, setDrag] = useState<Drag | null>(null);
  const [naming, setNaming] = useState<Region | null>(null);

  const frameOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.closest('.region-row')?.getBoundingClientRect();
    return frameAt(view, event.clientX - (box?.left ?? 0));
  };
  const begin = (region: Region, edge: Drag['edge']) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ region, edge, x: event.clientX, from: frameOf(event), moved: false });
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null) return;
    if (!drag.moved) {
      if (Math.abs(event.clientX - drag.x) < CLICK_PIXELS) return;
      store.begin('changeRegion');
      setDrag({ ...drag, moved: true });
    }
    const by = frameOf(event) - drag.from;
    store.apply({
      type: 'setRegion',
      regionId: drag.region.id,
      patch: moved(drag.region, drag.edge, by, extent.frames),
    });
  };
  const finish = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null) return;
    if (drag.moved) store.end();
    else if (event.type === 'pointerup') actions.goTo(drag.region.start);
    setDrag(null);
  };
  const handlers = { onPointerMove: move, onPointerUp: finish, onPointerCancel: finish };

  const onKey = (region: Region) => (event: KeyboardEvent) => {
    const arrow = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === 'Enter') actions.goTo(region.start);
    else if (event.key === 'Delete' || event.key === 'Backspace') actions.remove(region);
    else if (event.key === 'F2') setNaming(region);
    else if (arrow !== 0 && !event.ctrlKey && !event.metaKey) {
      const by = arrow * Math.max(1, Math.round(NUDGE_PIXELS * view.framesPerPixel));
      const edge = event.shiftKey && region.end !== null ? 'end' : 'whole';
      store.apply({ type: 'setRegion', regionId: region.id, patch: moved(region, edge, by, extent.frames) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className="region-corner">
        <span className="faint small">{words().regions.count(regions.length)}</span>
      </div>
      <div className="region-row" role="group" aria-label={words().regions.title}>
        {regions.map((region) => {
          const left = pixelOf(view, region.start);
          const width = region.end === null ? 0 : (region.end - region.start) / view.framesPerPixel;
          if (left + Math.max(width, 200) < 0 || left > extent.width) return null;
          const time = formatTime(region.start / sampleRate, 1);
          return (
            <div
              key={region.id}
              className="region"
              data-marker={region.end === null || undefined}
              style={region.end === null ? { left } : { left, width: Math.max(3, width) }}
            >
              <ContextMenu entries={regionEntries(region, actions, () => setNaming(region))}>
                <button
                  type="button"
                  className="region-flag"
                  title={words().regions.hint(region.name, time)}
                  aria-label={
                    region.end === null
                      ? words().regions.markerAt(region.name, time)
                      : words().regions.regionFrom(region.name, time, formatTime(region.end / sampleRate, 1))
                  }
                  onKeyDown={onKey(region)}
                  onDoubleClick={() => setNaming(region)}
                  onPointerDown={begin(region, 'whole')}
                  {...handlers}
                >
                  <span className="ellipsis" style={{ marginLeft: Math.max(0, -left) }}>
                    {region.name}
                  </span>
                </button>
              </ContextMenu>
              {region.end !== null && (
                <div className="region-end" onPointerDown={begin(region, 'end')} {...handlers} />
              )}
            </div>
          );
        })}
      </div>
      {naming !== null && (
        <RenameRegion
          region={naming}
          onRename={(name) => actions.rename(naming, name)}
          onClose={() => setNaming(null)}
        />
      )}
    </>
  );
}

/** A region moved by a number of samples, whole or at its end; its length stays at the ends of the project. */
function moved(
  { start, end }: Region,
  edge: Drag['edge'],
  by: number,
  frames: number,
): { readonly start: number; readonly end: number | null } {
  if (end === null) return { start: start + by, end };
  if (edge === 'end') return { start, end: end + by };
  const to = Math.round(Math.max(0, Math.min(frames - (end - start), start + by)));
  return { start: to, end: to + end - start };
}

/** Lines and shades of markers and regions across all lanes. */
export function RegionLines({ regions, timeline }: Pick<Props, 'regions' | 'timeline'>) {
  const { view, extent } = timeline;
  return regions.map(({ id, start, end }) => {
    const left = pixelOf(view, start);
    const width = end === null ? 0 : (end - start) / view.framesPerPixel;
    if (left + width < 0 || left > extent.width) return null;
    return (
      <div
        key={id}
        className="region-line"
        data-marker={end === null || undefined}
        style={end === null ? { left } : { left, width }}
      />
    );
  });
}
