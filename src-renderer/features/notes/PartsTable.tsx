import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { repeatsOf, type AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteQueued } from '../../api/store.ts';
import { FailureNote } from '../../ui/feedback.tsx';
import { Select } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: ReadyRecording;
  readonly report: AlignmentReport;
  readonly disabled: boolean;
}

const NOBODY = '';

/** Which player plays each part of the score; a change aligns the score again. */
export function PartsTable({ recording, report, disabled }: Props) {
  const change = useAction(async (part: number, player: string) => {
    const matching = report.parts.map((item, index) => (index === part ? player || null : item.player));
    const { anchors } = report;
    const repeats = repeatsOf(report);
    const { jobId } = await api.notes.align({ recordingId: recording.id, matching, repeats, anchors });
    await noteQueued(jobId);
  });
  return (
    <div className="score-parts">
      {report.parts.map(({ name, player, notes }, part) => (
        <Select
          key={part}
          label={words().notes.parts.withNotes(
            name === '' ? words().notes.parts.part(part + 1) : name,
            notes,
          )}
          value={player ?? NOBODY}
          disabled={disabled || change.busy}
          options={[
            ...recording.players.map(({ id, label }) => ({ value: id, label })),
            ...(player === null || recording.players.some(({ id }) => id === player)
              ? []
              : [{ value: player, label: words().notes.parts.gone(player) }]),
            { value: NOBODY, label: words().notes.parts.nobody },
          ]}
          onChange={(next) => change.run(part, next)}
        />
      ))}
      {change.error !== null && <FailureNote {...describeFailure(change.error)} />}
    </div>
  );
}
