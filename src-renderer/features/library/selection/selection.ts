import type { RecordingId } from '../../../../src-shared/project/ids.ts';

/** The selected recordings, whether their rows are loaded or not. */
export interface Selection {
  readonly ids: ReadonlySet<RecordingId>;
  /** Where a range begins: the recording that was selected last on its own. */
  readonly anchor: RecordingId | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** What a click or a key does: select one, add or take away one, or select a range (and keep the rest). */
export type How = 'only' | 'toggle' | 'range' | 'add-range';

/** Follows the conventions of desktop lists: Ctrl or Cmd adds, Shift extends. */
export function howOf(event: {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}): How {
  const adds = event.ctrlKey || event.metaKey;
  if (event.shiftKey) return adds ? 'add-range' : 'range';
  return adds ? 'toggle' : 'only';
}

export const onlyOne = (id: RecordingId): Selection => ({ ids: new Set([id]), anchor: id });

export function toggledIn({ ids }: Selection, id: RecordingId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Selects everything between the anchor and `id`; an anchor that is not in the list counts as `id` itself. */
export function rangeIn(
  { ids, anchor }: Selection,
  order: readonly RecordingId[],
  id: RecordingId,
  keep: boolean,
): Selection {
  const to = order.indexOf(id);
  if (to < 0) return { ids, anchor };
  const found = anchor === null ? -1 : order.indexOf(anchor);
  const from = found < 0 ? to : found;
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...(keep ? ids : []), ...range]), anchor: order[from] ?? id };
}

export const allOf = (order: readonly RecordingId[]): Selection => ({
  ids: new Set(order),
  anchor: order[0] ?? null,
});
