import type { BatchState } from '../../../src-shared/contract/batch.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { singleClick } from '../../ui/single-click.ts';
import { words } from '../../words/words.ts';
import { canRetry } from './batch-choices.ts';
import { BatchSummary } from './BatchSummary.tsx';
import './batch.css';

/** A batch's summary, and what can be done about it. */
export function BatchReport({ batch }: { readonly batch: BatchState }) {
  const text = words().batch;
  // The answers are not used: the events that follow a call may arrive before its answer.
  const cancel = useAction(async () => {
    await api.batch.cancel();
  });
  const retry = useAction(async () => {
    await api.batch.retry();
  });
  const dismiss = useAction(() => api.batch.dismiss());
  const error = cancel.error ?? retry.error ?? dismiss.error ?? batch.failure;
  return (
    <BatchSummary batch={batch}>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <div className="batch-ways">
        {batch.state === 'running' ? (
          <Button size="sm" busy={cancel.busy} onClick={singleClick(() => cancel.run())}>
            {text.cancel}
          </Button>
        ) : (
          <>
            {canRetry(batch) && (
              <Button size="sm" busy={retry.busy} onClick={() => retry.run()}>
                {text.retry}
              </Button>
            )}
            <Button size="sm" variant="quiet" busy={dismiss.busy} onClick={() => dismiss.run()}>
              {text.dismiss}
            </Button>
          </>
        )}
      </div>
    </BatchSummary>
  );
}
