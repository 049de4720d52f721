import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useHost } from '../../../api/store.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { FailureNote } from '../../../ui/feedback.tsx';
import { RebalancePanel } from './RebalancePanel.tsx';

/** The balance between instruments, with the balances that the library keeps. */
export function LibraryRebalance({ store }: { readonly store: DocumentStore }) {
  const loaded = useHost((host) => host.loaded);
  const balances = useLoad(loaded ? 'balances' : null, (signal) => api.balances.list(undefined, { signal }));
  if (balances.error !== null) return <FailureNote {...describeFailure(balances.error)} />;
  return (
    <RebalancePanel
      store={store}
      balances={balances.data ?? []}
      onSave={async (balance) => {
        await api.balances.save(balance);
        balances.reload();
      }}
      onRemove={async (name) => {
        await api.balances.remove({ name });
        balances.reload();
      }}
    />
  );
}
