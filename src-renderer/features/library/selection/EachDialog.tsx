import type { ReactNode } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ProgressBar } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { Problems } from './Titles.tsx';
import type { useEach } from './use-each.ts';

interface Props {
  readonly title: string;
  readonly each: Pick<ReturnType<typeof useEach<Recording>>, 'running' | 'problems' | 'stop'>;
  /** What is going on: `Removing`. */
  readonly phase: string;
  /** The heading above what failed. */
  readonly failed: (count: number) => string;
  /** The button that starts the work. */
  readonly action: ReactNode;
  /** Asks before the work starts. */
  readonly children: ReactNode;
  onClose: () => void;
}

/** A dialog that asks, then shows the progress of work on several recordings, and then what failed. */
export function EachDialog({ title, each, phase, failed, action, children, onClose }: Props) {
  const { running, problems } = each;
  const isOver = running === null && problems.length > 0;
  const asking = (
    <>
      <Button onClick={onClose}>{words().common.cancel}</Button>
      {action}
    </>
  );
  const over = <Button onClick={onClose}>{words().common.close}</Button>;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      width="sm"
      locked={running !== null}
      footer={
        running !== null ? <Button onClick={each.stop}>{words().common.stop}</Button> : isOver ? over : asking
      }
    >
      {running !== null ? (
        <ProgressBar
          label={phase}
          value={running.done / running.total}
          phase={phase}
          secondsLeft={running.secondsLeft}
        />
      ) : isOver ? (
        <Problems title={failed(problems.length)} problems={problems} />
      ) : (
        children
      )}
    </Dialog>
  );
}
