import { useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Check } from '../../../ui/Check.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Note } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import type { EditorSession } from '../session.ts';
import { useDocumentState, useObservable } from '../use-store.ts';
import { tallyOf, type Pick } from './blind.ts';
import { BlindResult } from './BlindResult.tsx';
import { BlindRound } from './BlindRound.tsx';
import { levelText, titleOf } from './SnapshotBar.tsx';

interface Props {
  readonly session: EditorSession;
  onClose: () => void;
}

type Step = 'choosing' | 'listening' | 'revealed';

/** Compares snapshots without showing which one is heard, and counts what was picked. */
export function BlindDialog({ session, onClose }: Props) {
  const { audition, store } = session;
  const { snapshots } = useDocumentState(store).document;
  const { matching } = useObservable(audition.state);
  useObservable(audition.levels.changes);
  const [chosen, setChosen] = useState<readonly string[]>(() => snapshots.map(({ id }) => id));
  const [step, setStep] = useState<Step>('choosing');
  const [picks, setPicks] = useState<readonly Pick[]>([]);
  const text = words().snapshots.blind;
  const waiting = matching
    ? chosen.filter((id) => ['unknown', 'measuring'].includes(audition.levelOf(id).kind)).length
    : 0;
  const close = (): void => {
    audition.hear(null);
    onClose();
  };
  const start = (): void => {
    setPicks([]);
    setStep('listening');
  };
  const reveal = (): void => {
    audition.hear(null);
    setStep('revealed');
  };
  const footer = {
    choosing: (
      <Button variant="primary" disabled={chosen.length < 2 || waiting > 0} onClick={start}>
        {text.start}
      </Button>
    ),
    listening: (
      <>
        <span className="blind-count soft small" role="status">
          {text.picked(picks.length)}
        </span>
        <Button onClick={reveal}>{text.reveal}</Button>
      </>
    ),
    revealed: (
      <>
        <Button onClick={() => setStep('choosing')}>{text.again}</Button>
        <Button variant="primary" onClick={close}>
          {words().common.close}
        </Button>
      </>
    ),
  }[step];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={text.title}
      description={text.description}
      width="sm"
      footer={footer}
    >
      {step === 'choosing' && (
        <>
          <fieldset className="blind-choice">
            <legend>{text.which}</legend>
            {snapshots.map((snapshot) => (
              <Check
                key={snapshot.id}
                label={titleOf(snapshot)}
                {...(matching ? { detail: levelText(audition.levelOf(snapshot.id)) } : {})}
                checked={chosen.includes(snapshot.id)}
                onChange={(checked) =>
                  setChosen(
                    snapshots
                      .map(({ id }) => id)
                      .filter((id) => (id === snapshot.id ? checked : chosen.includes(id))),
                  )
                }
              />
            ))}
          </fieldset>
          <p className="soft small" role="status">
            {waiting > 0 ? text.waiting(waiting) : ''}
          </p>
          {!matching && <Note tone="warning" title={text.unmatched} />}
        </>
      )}
      {step === 'listening' && (
        <BlindRound
          key={picks.length}
          session={session}
          ids={chosen}
          round={picks.length + 1}
          onPick={(pick) => setPicks([...picks, pick])}
        />
      )}
      {step === 'revealed' && (
        <BlindResult
          tally={tallyOf(chosen, picks)}
          nameOf={(id) => {
            const snapshot = snapshots.find((candidate) => candidate.id === id);
            return snapshot === undefined ? id : titleOf(snapshot);
          }}
        />
      )}
    </Dialog>
  );
}
