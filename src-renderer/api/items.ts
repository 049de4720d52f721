import type { Item, TagCount } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId, RecordingId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { useDebounced, useLoad } from './hooks.ts';
import type { Loaded } from './hooks.ts';
import { useHost } from './store.ts';

/** A recording, stem or excerpt with its tags, fetched again when tags change anywhere. */
export function useItem(itemId: ItemId): Loaded<Item> {
  const revision = useHost((host) => host.tagsRevision + host.vectorsRevision);
  return useLoad(`item ${itemId} ${revision}`, (signal) => api.items.get({ itemId }, { signal }));
}

/** The same for its tags alone: what is heard meanwhile asks for nothing. */
export function useTagged(itemId: ItemId): Loaded<Item> {
  const revision = useHost((host) => host.tagsRevision);
  return useLoad(`tags of ${itemId} ${revision}`, (signal) => api.items.get({ itemId }, { signal }));
}

const SEARCH_DELAY_MS = 200;
const MOST_FOUND = 100;

/** What the host finds by words, tags and excerpts' names among them; nothing while no text is typed. */
export function useFoundItems(text: string): Loaded<Item[]> {
  const revision = useHost((host) => host.tagsRevision + host.excerptsRevision);
  const settled = useDebounced(text.trim(), SEARCH_DELAY_MS);
  return useLoad(settled === '' ? null : `search ${revision} ${settled}`, (signal) =>
    api.items.search({ text: settled, limit: MOST_FOUND }, { signal }),
  );
}

/** Every tag in use, in alphabetical order. */
export function useTagCounts(): Loaded<TagCount[]> {
  const revision = useHost((host) => host.tagsRevision);
  const loaded = useHost((host) => host.loaded);
  return useLoad(loaded ? `tags ${revision}` : null, (signal) => api.tags.list(undefined, { signal }));
}

/** The excerpts of a recording and of its stems, in order of time. */
export function useExcerpts(recordingId: RecordingId): Loaded<Item[]> {
  const revision = useHost((host) => host.excerptsRevision + host.tagsRevision);
  return useLoad(`excerpts ${recordingId} ${revision}`, (signal) =>
    api.excerpts.list({ recordingId }, { signal }),
  );
}
