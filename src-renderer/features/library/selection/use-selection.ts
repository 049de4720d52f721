import { useMemo, useRef, useState } from 'react';
import type { RecordingSort } from '../../../../src-shared/contract/finding.ts';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../../src-shared/project/ids.ts';
import { api } from '../../../api/client.ts';
import { useAction } from '../../../api/hooks.ts';
import { useHost } from '../../../api/store.ts';
import { useStable } from '../../../ui/use-stable.ts';
import { allOf, NOTHING, onlyOne, rangeIn, toggledIn, type How, type Selection } from './selection.ts';

interface Options {
  readonly text: string;
  readonly sort: RecordingSort;
  /** Changes whenever the list may be in another order or hold other recordings. */
  readonly changes: number;
  /** Undefined for a row that has not arrived yet. */
  at: (index: number) => Recording | undefined;
}

/** A row that the keyboard has reached. A new object scrolls the row into view. */
export interface Cursor {
  readonly index: number;
  readonly reveal: boolean;
}

/**
 * The selection of a list that is loaded in pages. It holds ids, so that it survives scrolling and sorting; another
 * search clears it, so that nothing is selected that the list does not have.
 */
export function useSelection({ text, sort, changes, at }: Options) {
  const known = useHost((host) => host.recordings);
  const list = `${sort.by} ${sort.descending} ${text}`;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [seen, setSeen] = useState({ text, list });
  if (seen.list !== list) {
    setSeen({ text, list });
    setCursor(null);
    if (seen.text !== text) setSelection(NOTHING);
  }

  const kept = useRef<{ readonly key: string; readonly order: Promise<readonly RecordingId[]> } | null>(null);
  /** The ids of the whole list in its order, fetched when they are first needed. */
  const order = useStable((): Promise<readonly RecordingId[]> => {
    const key = `${changes} ${list}`;
    if (kept.current?.key === key) return kept.current.order;
    const fetched = api.library.found({ text, sort });
    kept.current = { key, order: fetched };
    fetched.catch(() => {
      if (kept.current?.order === fetched) kept.current = null;
    });
    return fetched;
  });

  const choosing = useAction(async (index: number, how: How) => {
    const loaded = at(index)?.id;
    if (loaded !== undefined && (how === 'only' || how === 'toggle')) {
      setSelection((before) => (how === 'only' ? onlyOne(loaded) : toggledIn(before, loaded)));
      return;
    }
    const ids = await order();
    const id = loaded ?? ids[index];
    if (id === undefined) return;
    setSelection((before) => {
      if (how === 'only') return onlyOne(id);
      return how === 'toggle' ? toggledIn(before, id) : rangeIn(before, ids, id, how === 'add-range');
    });
  });
  const choosingAll = useAction(async () => {
    const all = await order();
    setSelection(allOf(all));
  });

  return {
    ids: selection.ids,
    /** Those that still exist. */
    recordings: useMemo(
      () => [...selection.ids].flatMap((id) => known.get(id) ?? []),
      [selection.ids, known],
    ),
    cursor,
    error: choosing.error ?? choosingAll.error,
    order,
    /** Selects the row at `index`, which becomes the cursor. */
    choose: useStable((index: number, how: How, reveal: boolean) => {
      setCursor({ index, reveal });
      choosing.run(index, how);
    }),
    /** Moves the cursor without selecting. */
    move: useStable((index: number) => setCursor({ index, reveal: true })),
    chooseAll: choosingAll.run,
    clear: useStable(() => setSelection(NOTHING)),
  };
}

export type Selecting = ReturnType<typeof useSelection>;
