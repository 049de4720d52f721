import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../src-shared/project/ids.ts';
import { getAnalysis } from '../library/rows/analyses.ts';
import { getItem, itemsBySeq, type StoredItem } from '../library/rows/items.ts';
import { searchItems } from '../library/search/find-items.ts';
import { QueryReader } from './missing.ts';
import type { Services } from './services.ts';

/** Drops the row number, which is private to the library. */
export const presentItem = ({ seq: _, ...item }: StoredItem): Item => item;

/** @throws Failure `library/not-found` */
export function requireItem({ library }: Pick<Services, 'library'>, id: ItemId): StoredItem {
  const item = getItem(library.read, id);
  if (item === null) throw new Failure('library/not-found', 'This is no longer in the library');
  return item;
}

/** Finding recordings, stems and excerpts by words and by sound. */
export function itemCalls(services: Services): Calls['items'] {
  const { read, vectors } = services.library;
  const reader = new QueryReader(read, () => services.trust.isTrusted);
  return {
    get: ({ itemId }) => presentItem(requireItem(services, itemId)),

    async search({ text, limit, ...filter }) {
      return searchItems(read, await reader.query(text), filter, limit).map(presentItem);
    },

    similar({ itemId, elsewhere, limit, ...filter }) {
      const item = requireItem(services, itemId);
      const analysis = getAnalysis(read, itemId);
      if (analysis === null || analysis.vector === null) return { state: item.vector, items: [] };
      const near = vectors.nearest({
        vector: analysis.vector,
        weightsSha256: analysis.weightsSha256,
        filter,
        notItem: itemId,
        notRecording: elsewhere ? item.recordingId : null,
        limit,
      });
      const distances = new Map(near.map((neighbour) => [neighbour.item, neighbour.distance]));
      const found = itemsBySeq(read, [...distances.keys()]);
      return {
        state: item.vector,
        items: found.map((row) => ({ ...presentItem(row), distance: distances.get(row.seq) ?? 2 })),
      };
    },
  };
}
