import type { Item, TagCount } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId, RecordingId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { useDebounced, useLoad } from './hooks.ts';
import type { Loaded } from './hooks.ts';
import { useHost } from './store.ts';

/** A recording, stem or excerpt with its tags, reloaded whenever any tag or embedding changes. */
export function useItem(itemId: ItemId): Loaded<Item> {
  const revision = useHost((host) => host.tagsRevision + host.vectorsRevision);
  return useLoad(`item ${itemId} ${revision}`, (signal) => api.items.get({ itemId }, { signal }));
}

/** Like `useItem`, but reloads only when tags change, not when new embeddings arrive. */
export function useTagged(itemId: ItemId): Loaded<Item> {
  const revision = useHost((host) => host.tagsRevision);
  return useLoad(`tags of ${itemId} ${revision}`, (signal) => api.items.get({ itemId }, { signal }));
}

const SEARCH_DELAY_MS = 200;
const MOST_FOUND = 100;

/**
 * Items that the host finds for a search text, including by tag and excerpt name. An empty text searches for nothing.
 */
export function useFoundItems(text: string): Loaded<Item[]> {
  const revision = useHost((host) => host.tagsRevision + host.excerptsRevision);
  const settled = useDebounced(text.trim(), SEARCH_DELAY_MS);
  return useLoad(settled === '' ? null : `search ${revision} ${settled}`, (signal) =>
    api.items.search({ text: settled, limit: MOST_FOUND }, { signal }),
  );
}

/** All tags in use, in alphabetical order. */
export function useTagCounts(): Loaded<TagCount[]> {
  const revision = useHost((host) => host.tagsRevision);
  const loaded = useHost((host) => host.loaded);
  return useLoad(loaded ? `tags ${revision}` : null, (signal) => api.tags.list(undefined, { signal }));
}

/** The excerpts of a recording and its stems, in chronological order. */
export function useExcerpts(recordingId: RecordingId): Loaded<Item[]> {
  const revision = useHost((host) => host.excerptsRevision + host.tagsRevision);
  return useLoad(`excerpts ${recordingId} ${revision}`, (signal) =>
    api.excerpts.list({ recordingId }, { signal }),
  );
}
