import { Failure } from '../../src-shared/contract/failure.ts';
import type {
  ExcerptRequest,
  Item,
  SearchRequest,
  Similar,
  SimilarRequest,
  TagCount,
} from '../../src-shared/contract/item-schemas.ts';
import { newExcerptId, type ExcerptId, type ItemId, type RecordingId } from '../../src-shared/project/ids.ts';
import { canListen, listenToExcerpt } from '../jobs/kinds/listening.ts';
import { getAnalysis } from '../library/rows/analyses.ts';
import { deleteExcerpt, getExcerpt, insertExcerpt, renameExcerpt } from '../library/rows/excerpts.ts';
import { excerptItemsOf, getItem, itemsBySeq, searchItems, type StoredItem } from '../library/rows/items.ts';
import {
  decideTag,
  forgetTag,
  itemsOfTag,
  listTags,
  renameTag,
  spellingOf,
  undecideTag,
} from '../library/rows/tags.ts';
import { requireRecording, writable, type Services } from './services.ts';

/** Its number in the library is nobody's business outside. */
export const presentItem = ({ seq: _, ...item }: StoredItem): Item => item;

/** Finding items, marking excerpts, tagging. */
export function itemCalls(services: Services) {
  const { library, models, queue, publisher } = services;
  const { read } = library;

  /** @throws Failure `library/not-found` */
  const requireItem = (id: ItemId): StoredItem => {
    const item = getItem(read, id);
    if (item === null) throw new Failure('library/not-found', 'This is no longer in the library');
    return item;
  };

  /** @throws Failure `library/not-found` */
  const requireTag = (tag: string): string => {
    const name = spellingOf(read, tag);
    if (name === null) throw new Failure('library/not-found', `Nothing is tagged "${tag}" any more`);
    return name;
  };

  const decide = (itemId: ItemId, act: (item: number) => void): Item => {
    act(requireItem(itemId).seq);
    publisher.tags();
    return presentItem(requireItem(itemId));
  };

  const items = {
    get: (itemId: ItemId): Item => presentItem(requireItem(itemId)),

    search: ({ text, limit, ...filter }: SearchRequest): Item[] =>
      searchItems(read, text, filter, limit).map(presentItem),

    similar({ itemId, elsewhere, limit, ...filter }: SimilarRequest): Similar {
      const item = requireItem(itemId);
      const analysis = getAnalysis(read, itemId);
      if (analysis === null || analysis.vector === null) return { state: item.vector, items: [] };
      const near = library.vectors.nearest({
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

  const excerpts = {
    list(recordingId: RecordingId): Item[] {
      requireRecording(services, recordingId);
      return excerptItemsOf(read, recordingId).map(presentItem);
    },

    async create({ audioId, from, to, name }: ExcerptRequest): Promise<Item> {
      const write = writable(services);
      const audio = requireItem(audioId);
      if (to <= from || to > audio.to) {
        throw new Failure('call/invalid', 'The excerpt does not lie inside what it is taken from');
      }
      const id = newExcerptId();
      const { recordingId, recordingTitle, stemId } = audio;
      const listens = await canListen(models);
      write.transaction(() => {
        insertExcerpt(write, { id, recordingId, stemId, name, from, to });
        if (listens) queue.add(listenToExcerpt({ id, recordingId }, recordingTitle));
      });
      publisher.excerpts(recordingId);
      return presentItem(requireItem(id));
    },

    rename(excerptId: ExcerptId, name: string): Item {
      const write = writable(services);
      const { recordingId } = requireItem(excerptId);
      renameExcerpt(write, excerptId, name);
      publisher.excerpts(recordingId);
      return presentItem(requireItem(excerptId));
    },

    /** One that is gone already is removed. */
    remove(excerptId: ExcerptId): void {
      const write = writable(services);
      const excerpt = getExcerpt(read, excerptId);
      if (excerpt === null) return;
      deleteExcerpt(write, excerptId);
      publisher.excerpts(excerpt.recordingId);
    },
  };

  const tags = {
    list: (): TagCount[] => listTags(read),

    items: (tag: string): { tagged: Item[]; refused: Item[] } => ({
      tagged: itemsBySeq(read, itemsOfTag(read, tag, true)).map(presentItem),
      refused: itemsBySeq(read, itemsOfTag(read, tag, false)).map(presentItem),
    }),

    add: (itemId: ItemId, tag: string): Item => {
      const write = writable(services);
      return decide(itemId, (item) => decideTag(write, item, tag, true));
    },

    remove: (itemId: ItemId, tag: string): Item => {
      const write = writable(services);
      return decide(itemId, (item) => undecideTag(write, item, tag, true));
    },

    refuse: (itemId: ItemId, tag: string): Item => {
      const write = writable(services);
      return decide(itemId, (item) => decideTag(write, item, tag, false));
    },

    unrefuse: (itemId: ItemId, tag: string): Item => {
      const write = writable(services);
      return decide(itemId, (item) => undecideTag(write, item, tag, false));
    },

    rename(tag: string, to: string): void {
      const write = writable(services);
      requireTag(tag);
      renameTag(write, tag, to);
      publisher.tags();
    },

    forget(tag: string): void {
      forgetTag(writable(services), tag);
      publisher.tags();
    },
  };

  return { items, excerpts, tags };
}
