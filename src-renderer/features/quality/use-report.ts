import { useEffect } from 'react';
import type { QualityReport } from '../../../src-shared/contract/quality.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad, type Loaded } from '../../api/hooks.ts';
import { onHostChange } from '../../api/store.ts';

/** Loads a separation's report and reloads it whenever it is updated; `data` is null if there is no report. */
export function useReport(separationId: SeparationId): Loaded<QualityReport | null> {
  const loaded = useLoad(`quality ${separationId}`, (signal) =>
    api.quality.get({ separationId }, { signal }),
  );
  const { reload } = loaded;
  useEffect(
    () => onHostChange((event) => event.type === 'quality' && event.separationId === separationId, reload),
    [separationId, reload],
  );
  return loaded;
}
