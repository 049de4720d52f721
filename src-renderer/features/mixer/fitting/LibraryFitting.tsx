import { useSyncExternalStore } from 'react';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useHost, useSettings } from '../../../api/store.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { smearingWork } from '../../../engine/smearing-work.ts';
import { FailureNote } from '../../../ui/feedback.tsx';
import { FittingPanel } from './FittingPanel.tsx';
import { measureSides } from './measure-sides.ts';

/** The fitting with the library's listeners to choose from. */
export function LibraryFitting({ store }: { readonly store: DocumentStore }) {
  const calibratedDbSpl = useSettings()?.fullScaleDbSpl ?? null;
  const loaded = useHost((host) => host.loaded);
  const listeners = useLoad(loaded ? 'listeners' : null, (signal) =>
    api.listeners.list(undefined, { signal }),
  );
  const preparing = useSyncExternalStore(smearingWork.busy.subscribe, smearingWork.busy.getSnapshot);
  const { separationId } = store.getSnapshot().document;
  const stemVersion = useHost((host) => host.separations.get(separationId)?.version ?? 0);
  if (listeners.error !== null) return <FailureNote {...describeFailure(listeners.error)} />;
  return (
    <FittingPanel
      store={store}
      listeners={listeners.data ?? []}
      calibratedDbSpl={calibratedDbSpl}
      measure={measureSides}
      stemVersion={stemVersion}
      preparing={preparing}
    />
  );
}
