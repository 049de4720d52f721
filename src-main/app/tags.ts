import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../src-shared/project/ids.ts';
import type { WritableDatabase } from '../library/database.ts';
import { itemsBySeq } from '../library/rows/items.ts';
import {
  decideTag,
  forgetTag,
  itemsOfTag,
  listTags,
  renameTag,
  spellingOf,
  tagAll,
  tagsOfItems,
  untagAll,
  undecideTag,
} from '../library/rows/tags.ts';
import { presentItem, requireItem } from './items.ts';
import { proposalsOf } from './proposals.ts';
import { writable, type Services } from './services.ts';

/** Tags, and the proposals that the user refused. */
export function tagCalls(services: Services): Calls['tags'] {
  const { library, publisher } = services;
  const { read } = library;

  const decide = (itemId: ItemId, act: (write: WritableDatabase, item: number) => void): Item => {
    const write = writable(services);
    act(write, requireItem(services, itemId).seq);
    publisher.tags();
    return presentItem(requireItem(services, itemId));
  };

  return {
    list: () => listTags(read),

    items: ({ tag }) => ({
      tagged: itemsBySeq(read, itemsOfTag(read, tag, true)).map(presentItem),
      refused: itemsBySeq(read, itemsOfTag(read, tag, false)).map(presentItem),
    }),

    ofItems: ({ itemIds }) => tagsOfItems(read, itemIds),

    change({ itemIds, tag, has }) {
      (has ? tagAll : untagAll)(writable(services), itemIds, tag);
      publisher.tags();
    },

    add: ({ itemId, tag }) => decide(itemId, (write, item) => decideTag(write, item, tag, true)),
    remove: ({ itemId, tag }) => decide(itemId, (write, item) => undecideTag(write, item, tag, true)),
    refuse: ({ itemId, tag }) => decide(itemId, (write, item) => decideTag(write, item, tag, false)),
    unrefuse: ({ itemId, tag }) => decide(itemId, (write, item) => undecideTag(write, item, tag, false)),

    rename({ tag, to }) {
      const write = writable(services);
      if (spellingOf(read, tag) === null) {
        throw new Failure('library/not-found', `Nothing is tagged "${tag}" any more`);
      }
      renameTag(write, tag, to);
      publisher.tags();
    },

    forget({ tag }) {
      forgetTag(writable(services), tag);
      publisher.tags();
    },

    proposals: ({ tag }, { signal }) => proposalsOf(services, tag, signal),
  };
}
