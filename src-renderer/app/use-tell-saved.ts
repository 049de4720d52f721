import { useCallback } from 'react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { useNotify } from '../ui/notify.ts';
import { go } from './router.ts';

/** Says that an excerpt was saved, and offers what sounds like it. */
export function useTellSaved(): (item: Item) => void {
  const notify = useNotify();
  return useCallback(
    (item) =>
      notify({
        tone: 'success',
        title: `“${item.title}” is saved`,
        action: { label: 'More like this', run: () => go({ page: 'similar', itemId: item.id }) },
      }),
    [notify],
  );
}
