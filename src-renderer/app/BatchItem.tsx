import { useHost } from '../api/store.ts';
import { BatchReport } from '../features/batch/BatchReport.tsx';

/** The batch that runs or has ended, above the jobs. */
export function BatchItem() {
  const batch = useHost((host) => host.batch);
  return batch === null ? null : (
    <div className="jobs-batch">
      <BatchReport batch={batch} />
    </div>
  );
}
