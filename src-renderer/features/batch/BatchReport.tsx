import type { BatchState } from '../../../src-shared/contract/batch.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteBatch } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, ProgressBar } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import './batch.css';

const COUNTS = ['separated', 'usedAgain', 'imported', 'existing', 'left', 'failed'] as const;

/** A batch's progress, what came of its files so far, and what can be done about it. */
export function BatchReport({ batch }: { readonly batch: BatchState }) {
  const text = words().batch;
  const { state, files, counts, troubles, failure } = batch;
  const cancel = useAction(async () => noteBatch(await api.batch.cancel()));
  const retry = useAction(async () => noteBatch(await api.batch.retry()));
  const dismiss = useAction(async () => {
    await api.batch.dismiss();
    noteBatch(null);
  });
  const error = cancel.error ?? retry.error ?? dismiss.error ?? failure;
  const isRunning = state === 'running';
  const reached = counts.imported + counts.existing + counts.failed;
  const isWhole = counts.failed === 0 && (state === 'done' || reached >= files);
  const troubled = counts.left + counts.failed;
  return (
    <section className="batch-report" aria-label={text.state[state](files)}>
      <h3 role="status">{text.state[state](files)}</h3>
      {isRunning && (
        <ProgressBar
          label={text.state.running(files)}
          value={batch.progress}
          phase={batch.phase}
          secondsLeft={batch.secondsLeft}
          unknownLeft={words().jobs.estimating}
        />
      )}
      <p className="batch-counts small tabular">
        {COUNTS.flatMap((each) => (counts[each] === 0 ? [] : [text.counts[each](counts[each])])).join(' · ')}
      </p>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {troubles.length > 0 && (
        <details className="batch-troubles small">
          <summary>{text.why(troubled)}</summary>
          <ul>
            {troubles.map(({ file, how, message }) => (
              <li key={file}>
                <strong>{file}</strong> <span className="faint">{text.how[how]}</span>
                <br />
                {message}
              </li>
            ))}
          </ul>
          {troubles.length < troubled && <p>{text.firstOf(troubles.length, troubled)}</p>}
        </details>
      )}
      {isRunning && <p className="faint small">{text.closing}</p>}
      <div className="batch-ways">
        {isRunning ? (
          <Button size="sm" busy={cancel.busy} onClick={() => cancel.run()}>
            {text.cancel}
          </Button>
        ) : (
          <>
            {!isWhole && (
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
    </section>
  );
}
