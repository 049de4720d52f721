import type { Item, TagCount } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId, RecordingId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { useLoad } from './hooks.ts';
import type { Loaded } from './hooks.ts';
import { useHost } from './store.ts';

/** A recording, stem or excerpt with its tags, fetched again when tags change anywhere. */
export function useItem(itemId: ItemId): Loaded<Item> {
  const revision = useHost((host) => host.tagsRevision + host.vectorsRevision);
  return useLoad(`item ${itemId} ${revision}`, (signal) => api.items.get({ itemId }, { signal }));
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
