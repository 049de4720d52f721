import type { ReactNode } from 'react';
import type { BatchState } from '../../../src-shared/contract/batch.ts';
import { ProgressBar } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

const COUNTS = ['separated', 'usedAgain', 'imported', 'existing', 'left', 'failed'] as const;

interface Props {
  readonly batch: BatchState;
  /** What can be done about the batch. */
  readonly children: ReactNode;
}

/** A batch's progress, and what came of its files so far. */
export function BatchSummary({ batch, children }: Props) {
  const text = words().batch;
  const { state, files, counts, troubles } = batch;
  const isRunning = state === 'running';
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
      {troubles.length > 0 && (
        <details className="batch-troubles small">
          <summary>{text.why(troubled)}</summary>
          <ul>
            {troubles.map(({ file, how, message }) => (
              <li key={file}>
                <strong>{file}</strong> <span className="faint">{text.how[how]}</span>
                <p>{message}</p>
              </li>
            ))}
          </ul>
          {troubles.length < troubled && <p>{text.firstOf(troubles.length, troubled)}</p>}
        </details>
      )}
      {isRunning && <p className="faint small">{text.closing}</p>}
      {children}
    </section>
  );
}
