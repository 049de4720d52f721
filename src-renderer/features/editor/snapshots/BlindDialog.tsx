import { useState } from 'react';
import { MOST_PICKS } from '../../../../src-shared/project/limits.ts';
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
  const { snapshots, blind } = useDocumentState(store).document;
  const { matching } = useObservable(audition.state);
  useObservable(audition.levels.changes);
  const [chosen, setChosen] = useState<readonly string[]>(() => snapshots.map(({ id }) => id));
  const [step, setStep] = useState<Step>('choosing');
  const picks = blind?.picks ?? [];
  const compared = blind?.mixes ?? chosen;
  const text = words().snapshots.blind;
  const waiting = matching
    ? chosen.filter((id) => ['unknown', 'measuring'].includes(audition.levelOf(id).kind)).length
    : 0;
  // One comparison is one undo step, and each pick is saved as it is made.
  const leave = (next: Step | null): void => {
    audition.hear(null);
    store.end();
    if (next === null) onClose();
    else setStep(next);
  };
  const close = (): void => leave(null);
  const listen = (): void => {
    store.begin('compareBlind');
    setStep('listening');
  };
  const start = (): void => {
    listen();
    store.apply({ type: 'setBlind', blind: { mixes: [...chosen], picks: [] } });
  };
  const pick = (picked: Pick): void =>
    store.apply({ type: 'setBlind', blind: { mixes: [...compared], picks: [...picks, picked] } });
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
        <Button onClick={() => leave('revealed')}>{text.reveal}</Button>
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
          {picks.length > 0 && (
            <Note
              action={
                <>
                  <Button size="sm" disabled={waiting > 0 || picks.length >= MOST_PICKS} onClick={listen}>
                    {text.goOn}
                  </Button>
                  <Button size="sm" onClick={() => setStep('revealed')}>
                    {text.reveal}
                  </Button>
                </>
              }
            >
              {text.kept(text.picked(picks.length), compared.join(' '))}
            </Note>
          )}
          {!matching && <Note tone="warning" title={text.unmatched} />}
        </>
      )}
      {step === 'listening' && (
        <BlindRound
          key={picks.length}
          session={session}
          ids={compared}
          round={picks.length + 1}
          onPick={(picked) => {
            pick(picked);
            if (picks.length + 1 >= MOST_PICKS) leave('revealed');
          }}
        />
      )}
      {step === 'revealed' && (
        <BlindResult
          tally={tallyOf(compared, picks)}
          nameOf={(id) => {
            const snapshot = snapshots.find((candidate) => candidate.id === id);
            return snapshot === undefined ? id : titleOf(snapshot);
          }}
        />
      )}
    </Dialog>
  );
}
