import { useEffect, useState } from 'react';
import type { Mix } from '../../../../src-shared/contract/mixes.ts';
import type { ProjectId, SeparationId } from '../../../../src-shared/project/ids.ts';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';

interface MixList {
  /** Empty until it is loaded; while the menu is open, as it was when it opened. */
  readonly list: readonly Mix[];
  onOpenChange: (open: boolean) => void;
}

/**
 * The mixes of a separation for a menu. Fetched when another mix opens, which every action of the menu leads to, and when
 * the window regains the focus, since another window or the command line may have changed them.
 */
export function useMixList(separationId: SeparationId, open: ProjectId): MixList {
  const { data, reload } = useLoad(`${separationId} ${open}`, (signal) =>
    api.mixes.list({ separationId }, { signal }),
  );
  /** The list that the open menu shows: an answer that arrives late moves no item under the pointer. */
  const [shown, setShown] = useState<readonly Mix[] | null>(null);
  useEffect(() => {
    window.addEventListener('focus', reload);
    return () => window.removeEventListener('focus', reload);
  }, [reload]);
  return { list: shown ?? data ?? [], onOpenChange: (isOpen) => setShown(isOpen ? data : null) };
}
