import { useState } from 'react';
import type { AlignmentReport } from '../../../src-shared/project/alignment.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteQueued } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { Switch } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recordingId: RecordingId;
  readonly report: AlignmentReport;
  readonly disabled: boolean;
}

/** Which of the score's repeats are played: as proposed, or as the user has it. */
export function RepeatsChoice({ recordingId, report, disabled }: Props) {
  const aligned = report.passages.map(({ played }) => played);
  const [edited, setEdited] = useState<readonly boolean[] | null>(null);
  const chosen = edited ?? aligned;
  const isChanged = chosen.some((played, index) => played !== aligned[index]);
  const align = useAction(async (repeats: readonly boolean[] | null) => {
    const matching = report.parts.map(({ player }) => player);
    // Pins are about the bars of another performance.
    const { jobId } = await api.notes.align({
      ...{ recordingId, matching },
      ...(repeats === null ? {} : { repeats: [...repeats] }),
    });
    await noteQueued(jobId);
    setEdited(null);
  });
  if (report.passages.length === 0) return null;
  const texts = words().score.repeats;
  return (
    <fieldset className="score-repeats" disabled={disabled || align.busy}>
      <legend>{texts.title}</legend>
      {report.passages.map(({ from, to }, index) => (
        <Switch
          key={index}
          label={texts.passage(from, to)}
          checked={chosen[index] ?? true}
          disabled={disabled || align.busy}
          onChange={(played) => setEdited(chosen.map((was, at) => (at === index ? played : was)))}
        />
      ))}
      <div className="notes-actions">
        <Button
          size="sm"
          disabled={!isChanged || disabled}
          busy={align.busy}
          onClick={() => align.run(chosen)}
        >
          {texts.apply}
        </Button>
        <Button size="sm" variant="quiet" disabled={disabled || align.busy} onClick={() => align.run(null)}>
          {texts.propose}
        </Button>
      </div>
      {align.error !== null && <FailureNote {...describeFailure(align.error)} />}
    </fieldset>
  );
}
