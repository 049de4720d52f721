import { useState } from 'react';
import { repeatsOf, type AlignmentReport } from '../../../src-shared/project/alignment.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteQueued } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

/** Whether heard notes replaced those of the score, whose bars and page are still shown. */
export const isScoreReplaced = ({ notes }: Pick<NotesDocument, 'notes'>): boolean =>
  notes.some(({ origin }) => origin === 'heard') && notes.every(({ origin }) => origin !== 'score');

interface Props {
  readonly recordingId: RecordingId;
  readonly fileName: string;
  readonly report: AlignmentReport;
  readonly disabled: boolean;
}

/** Says that the bars are a score's and the notes are not, and brings the score's notes back. */
export function ScoreNotInUse({ recordingId, fileName, report, disabled }: Props) {
  const [asking, setAsking] = useState(false);
  const texts = words().score.notInUse;
  const use = useAction(async () => {
    const matching = report.parts.map(({ player }) => player);
    const { anchors } = report;
    const { jobId } = await api.notes.align({ recordingId, matching, repeats: repeatsOf(report), anchors });
    await noteQueued(jobId);
  });
  return (
    <>
      <Note
        title={texts.title(fileName)}
        action={
          <Button size="sm" disabled={disabled} busy={use.busy} onClick={() => setAsking(true)}>
            {texts.use}
          </Button>
        }
      >
        {texts.text}
      </Note>
      {use.error !== null && <FailureNote {...describeFailure(use.error)} />}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={texts.askTitle}
        action={words().notes.panel.hearAction}
        onConfirm={() => {
          setAsking(false);
          use.run();
        }}
      >
        {texts.askText}
      </ConfirmDialog>
    </>
  );
}
