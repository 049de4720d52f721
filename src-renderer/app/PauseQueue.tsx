import { Pause, Play } from 'lucide-react';
import { api } from '../api/client.ts';
import { useAction } from '../api/hooks.ts';
import { useCapabilities, useHost } from '../api/store.ts';
import { describeFailure } from '../api/messages.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/feedback.tsx';
import { words } from '../words/words.ts';

/** Pauses the queue, or lets it start jobs again; the event stream tells every window. */
export function PauseQueue() {
  const { paused } = useHost((host) => host.queue);
  const readOnly = useCapabilities()?.readOnly ?? true;
  const toggle = useAction(async () => {
    await api.jobs.pause({ paused: !paused });
  });
  if (readOnly) return null;
  const Icon = paused ? Play : Pause;
  return (
    <>
      <Button
        size="sm"
        variant={paused ? 'primary' : 'quiet'}
        icon={<Icon size={14} aria-hidden="true" />}
        busy={toggle.busy}
        onClick={() => toggle.run()}
      >
        {paused ? words().jobs.proceed : words().jobs.pause}
      </Button>
      {toggle.error !== null && <FailureNote {...describeFailure(toggle.error)} />}
    </>
  );
}

/** Says that the queue is paused, so that waiting jobs explain themselves. */
export function PausedNote() {
  const { paused } = useHost((host) => host.queue);
  return (
    <p className="jobs-paused small" role="status">
      {paused ? words().jobs.paused : ''}
    </p>
  );
}
