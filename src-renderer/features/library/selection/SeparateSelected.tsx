import { useRef, useState } from 'react';
import { NEWEST_FIRST } from '../../../../src-shared/contract/finding.ts';
import type { ReadyRecording, Recording } from '../../../../src-shared/contract/recording.ts';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useJobs } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Check } from '../../../ui/Check.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { useNotify } from '../../../ui/notify.ts';
import { isHeardByDefault } from '../../../../src-shared/project/worth-hearing.ts';
import { words } from '../../../words/words.ts';
import { planOf } from './plan.ts';
import { EachDialog } from './EachDialog.tsx';
import { Titles } from './Titles.tsx';
import { useEach } from './use-each.ts';

interface Props {
  readonly recordings: readonly Recording[];
  onClose: () => void;
}

/** Queues a separation of each recording whose players are named, and says which recordings it leaves out. */
export function SeparateSelected({ recordings, onClose }: Props) {
  const t = words().library.selection;
  const notify = useNotify();
  const queued = useRef(0);
  const [again, setAgain] = useState(false);
  const known = useLoad('separated', (signal) =>
    api.library.found({ text: 'is:separated', sort: NEWEST_FIRST }, { signal }),
  );
  const jobs = useJobs();
  const underway = jobs.filter(
    ({ kind, state }) => kind === 'separate' && (state === 'queued' || state === 'running'),
  );
  const plan = planOf(
    recordings,
    new Set([...(known.data ?? []), ...underway.flatMap(({ recordingId }) => recordingId ?? [])]),
  );
  const chosen = again ? [...plan.fresh, ...plan.separated] : plan.fresh;
  const each = useEach<ReadyRecording>(
    async ({ id, players }) => {
      await api.separation.start({ recordingId: id, players, hearFirst: isHeardByDefault(players) });
      queued.current += 1;
    },
    (problems) => {
      if (queued.current > 0)
        notify({ tone: 'info', title: words().library.selection.queued(queued.current) });
      queued.current = 0;
      if (problems.length === 0) onClose();
    },
  );
  return (
    <EachDialog
      title={t.separateTitle(recordings.length)}
      each={each}
      phase={t.queueing}
      failed={t.queueFailed}
      action={
        <Button
          variant="primary"
          disabled={chosen.length === 0 || known.data === null}
          onClick={() => each.run(chosen)}
        >
          {t.separateCount(chosen.length)}
        </Button>
      }
      onClose={onClose}
    >
      {known.error !== null && <FailureNote {...describeFailure(known.error)} />}
      {known.data !== null && (
        <>
          <p>{chosen.length === 0 ? t.separateNone : t.separateText(chosen.length)}</p>
          {plan.separated.length > 0 && (
            <Check
              label={t.again(plan.separated.length)}
              detail={t.againDetail}
              checked={again}
              onChange={setAgain}
            />
          )}
          <LeftOut title={t.unnamed(plan.unnamed.length)} recordings={plan.unnamed} />
          <LeftOut title={t.unavailable(plan.unavailable.length)} recordings={plan.unavailable} />
        </>
      )}
    </EachDialog>
  );
}

function LeftOut({
  title,
  recordings,
}: {
  readonly title: string;
  readonly recordings: readonly Recording[];
}) {
  if (recordings.length === 0) return null;
  return (
    <section>
      <p className="soft">{title}</p>
      <Titles recordings={recordings} />
    </section>
  );
}
