import { useState } from 'react';
import type { Collection } from '../../../src-shared/contract/finding.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { useHost } from '../../api/store.ts';

/** The kept searches, by name, and what replaces them after a change. */
export function useCollections(): [readonly Collection[], (collections: readonly Collection[]) => void] {
  const loaded = useHost((host) => host.loaded);
  const [changed, setChanged] = useState<readonly Collection[] | null>(null);
  const { data } = useLoad(loaded ? 'collections' : null, (signal) =>
    api.collections.list(undefined, { signal }),
  );
  return [changed ?? data ?? [], setChanged];
}
