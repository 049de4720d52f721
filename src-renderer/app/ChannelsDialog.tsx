import { useState } from 'react';
import type { Job } from '../../src-shared/contract/job.ts';
import { api } from '../api/client.ts';
import { useAction } from '../api/hooks.ts';
import { describeFailure } from '../api/messages.ts';
import { noteJob } from '../api/store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/feedback.tsx';
import { Select } from '../ui/fields.tsx';
import { words } from '../words/words.ts';

interface Props {
  /** An import job that failed with `audio/channels`. */
  readonly job: Job;
  onClose: () => void;
}

/** Asks which one or two channels of a multichannel file to use, then imports the file again with them. */
export function ChannelsDialog({ job, onClose }: Props) {
  const total = Number(job.failure?.details?.['channels'] ?? 2);
  const [left, setLeft] = useState('0');
  const [right, setRight] = useState('1');
  const again = useAction(async () => {
    const channels = right === 'none' ? [Number(left)] : [Number(left), Number(right)];
    noteJob(await api.jobs.retry({ jobId: job.id, channels }));
    onClose();
  });
  const options = Array.from({ length: total }, (_, channel) => ({
    value: String(channel),
    label: words().jobs.channel(channel + 1),
  }));
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().jobs.channelsTitle}
      description={words().jobs.channelsText(job.title, total)}
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button variant="primary" busy={again.busy} disabled={left === right} onClick={() => again.run()}>
            {words().common.import}
          </Button>
        </>
      }
    >
      <Select label={words().jobs.left} value={left} options={options} onChange={setLeft} />
      <Select
        label={words().jobs.right}
        value={right}
        options={[{ value: 'none', label: words().jobs.noRight }, ...options]}
        onChange={setRight}
      />
      {again.error !== null && <FailureNote {...describeFailure(again.error)} />}
    </Dialog>
  );
}
