import { useMemo } from 'react';
import type { Region } from '../../../../src-shared/project/document.ts';
import type { FrameRange } from '../../../engine/protocol.ts';
import { showRange, type TimelineExtent, type TimelineView } from '../../../ui/timeline-view.ts';
import { useStable } from '../../../ui/use-stable.ts';
import type { EditorSession } from '../session.ts';
import { passageOf } from './region-edits.ts';

/** What can be done with a marker or region. */
export interface RegionActions {
  goTo: (start: number) => void;
  /** Loops a passage and plays from its start. */
  loop: (passage: FrameRange) => void;
  select: (passage: FrameRange) => void;
  show: (passage: FrameRange) => void;
  rename: (region: Region, name: string) => void;
  remove: (region: Region) => void;
  /** Loops the passage, which the export then offers as its range. */
  exportPassage: (passage: FrameRange) => void;
  /** Null where the library can't be written. */
  readonly saveExcerpt: ((passage: FrameRange) => void) | null;
}

interface Options {
  readonly session: EditorSession;
  changeView: (next: (view: TimelineView, extent: TimelineExtent) => TimelineView) => void;
  onSelection: (range: FrameRange | null) => void;
  onExport: () => void;
  readonly onSaveExcerpt: ((passage: FrameRange) => void) | null;
}

export function useRegionActions(options: Options): RegionActions {
  const { session, changeView, onSelection, onSaveExcerpt } = options;
  const { store, engine } = session;
  const onExport = useStable(options.onExport);
  return useMemo(() => {
    const loop = (passage: FrameRange): void =>
      store.apply({ type: 'setLoop', loop: passage, loopEnabled: true });
    return {
      goTo: (start) => engine.seek(start),
      loop: (passage) => {
        loop(passage);
        engine.seek(passage.start);
        void engine.play();
      },
      select: (passage) => onSelection(passage),
      show: ({ start, end }) => changeView((_view, extent) => showRange(start, end, extent)),
      rename: ({ id }, name) => store.apply({ type: 'setRegion', regionId: id, patch: { name } }),
      remove: ({ id }) => store.apply({ type: 'removeRegion', regionId: id }),
      exportPassage: (passage) => {
        loop(passage);
        onExport();
      },
      saveExcerpt: onSaveExcerpt,
    };
  }, [store, engine, changeView, onSelection, onExport, onSaveExcerpt]);
}

/** The actions that need a passage do nothing for a marker. */
export const onPassage = (region: Region, act: (passage: FrameRange) => void): (() => void) => {
  const passage = passageOf(region);
  return () => {
    if (passage !== null) act(passage);
  };
};
