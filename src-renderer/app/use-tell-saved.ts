import { useCallback } from 'react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { useNotify } from '../ui/notify.ts';
import { go } from './router.ts';
import { words } from '../words/words.ts';

/** Returns a callback that confirms that an excerpt was saved and links to similar items. */
export function useTellSaved(): (item: Item) => void {
  const notify = useNotify();
  return useCallback(
    (item) =>
      notify({
        tone: 'success',
        title: words().shell.excerptSaved(item.title),
        action: { label: words().common.moreLikeThis, run: () => go({ page: 'similar', itemId: item.id }) },
      }),
    [notify],
  );
}
