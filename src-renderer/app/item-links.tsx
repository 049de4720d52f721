import { Radar } from 'lucide-react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../src-shared/project/ids.ts';
import { ItemTags } from '../features/tags/ItemTags.tsx';
import { hashOf } from './router.ts';
import { words } from '../words/words.ts';

/** Returns an item's URL: recordings and their excerpts open on the recording's page, stems in the editor. */
export function hrefOfItem(item: Pick<Item, 'recordingId' | 'separationId'>): string {
  return item.separationId === null
    ? hashOf({ page: 'recording', recordingId: item.recordingId })
    : hashOf({ page: 'editor', separationId: item.separationId });
}

export const hrefOfSimilar = (itemId: ItemId): string => hashOf({ page: 'similar', itemId });
export const hrefOfTag = (tag: string): string => hashOf({ page: 'tags', tag });

/** The actions available for any listed item: edit its tags and find similar items. */
export function ItemTools({ itemId, title }: { readonly itemId: ItemId; readonly title: string }) {
  return (
    <>
      <ItemTags itemId={itemId} title={title} hrefOfTag={hrefOfTag} />
      <a className="more-like" href={hrefOfSimilar(itemId)} aria-label={words().common.moreLike(title)}>
        <Radar size={13} aria-hidden="true" />
        {words().common.moreLikeThis}
      </a>
    </>
  );
}
