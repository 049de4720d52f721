import { ArrowUpDown } from 'lucide-react';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { unorderedPlayers } from '../../../src-shared/project/unordered-players.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { useNotesOf } from '../../api/notes.ts';
import { noteQueued, useJobs } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  readonly readOnly: boolean;
}

/**
 * Says where nothing tells which of two stems is whose, and exchanges them. It says nothing of stems that were edited, or
 * that were separated with other notes than the recording has now.
 */
export function StemOrder({ separation, readOnly }: Props) {
  const { id: separationId, from, to, notesSha256, stems, version, players } = separation;
  const { data } = useNotesOf(separation.recordingId);
  const isEdited = useJobs().some(
    (job) => job.kind === 'edit-stems' && job.separationId === separationId && isActive(job),
  );
  const swap = useAction(async (pair: [StemId, StemId]) => {
    const { jobId } = await api.stemVersions.swap({ separationId, from, to, stems: pair });
    await noteQueued(jobId);
  });
  const told = notesSha256 === null ? [] : notesSha256 === data?.hash ? data.document?.notes : undefined;
  if (version !== 0 || told === undefined) return null;
  const texts = words().notes.order;
  return unorderedPlayers(players, told).map(([first, second]) => {
    const [one, other] = [first, second].map(({ id }) => stems.find(({ name }) => name === id));
    if (one === undefined || other === undefined) return null;
    return (
      <Note
        key={one.id}
        title={texts.title(first.label)}
        action={
          <Button
            size="sm"
            icon={<ArrowUpDown size={14} aria-hidden="true" />}
            busy={swap.busy || isEdited}
            disabled={readOnly}
            onClick={() => swap.run([one.id, other.id])}
          >
            {texts.swapStems}
          </Button>
        }
      >
        {texts.stems(first.label, second.label)}
        {swap.error !== null && <FailureNote {...describeFailure(swap.error)} />}
      </Note>
    );
  });
}
