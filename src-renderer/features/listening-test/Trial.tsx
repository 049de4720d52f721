import { ArrowRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { TestScreen, TestState } from '../../../src-shared/contract/listening-test.ts';
import { problemOfRatings, type ScreenAnswer } from '../../../src-shared/studies/answers.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, ProgressBar } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { Choice } from './Choice.tsx';
import { Progress } from './Progress.tsx';
import { Ratings } from './Ratings.tsx';
import { Transport } from './Transport.tsx';
import { useSavedAnswer } from './use-saved-answer.ts';
import { slotsOf, useSounds } from './use-sounds.ts';
import { useTrialKeys } from './use-trial-keys.ts';

interface Props {
  readonly test: TestState;
  readonly context: AudioContext;
  readonly number: number;
  readonly screen: TestScreen;
  onFinished: (change: Pick<TestScreen, 'answer' | 'effort' | 'isFinal'>) => void;
}

const NAMES = 'ABCDEFGHIJKLMNOPQRST';

/** The label of a sound's button: letters where two are compared, numbers where several are rated. */
function nameOf(kind: TestState['kind'], slot: number | 'reference' | 'x'): string {
  if (slot === 'reference') return words().listeningTest.reference;
  if (slot === 'x') return 'X';
  return kind === 'mushra' ? String(slot + 1) : (NAMES[slot] ?? String(slot + 1));
}

/** One screen: the sounds, and how they are rated or compared. Every change is sent to the host at once. */
export function Trial({ test, context, number, screen, onFinished }: Props) {
  const w = words().listeningTest;
  const { kind } = test;
  const hasX = kind === 'abx';
  const slots = slotsOf(screen, hasX);
  const sounds = useSounds(context, number, screen, hasX, test.loop);
  const [answer, setAnswer] = useState<ScreenAnswer | null>(screen.answer);
  const [plays, setPlays] = useState<readonly number[]>(() =>
    slots.map((_, at) => screen.effort.plays[at] ?? 0),
  );
  const [begun] = useState(() => performance.now());
  const saved = useSavedAnswer((final) =>
    onFinished({ answer: final.answer, effort: final.effort, isFinal: true }),
  );

  const send = (next: ScreenAnswer, isFinal: boolean): void => {
    // Plays of the reference and X aren't asked for: the host knows the slots that are rated.
    const offset = screen.hasReference ? 1 : 0;
    const own = plays.slice(offset, offset + screen.sounds);
    const seconds = screen.effort.seconds + (performance.now() - begun) / 1000;
    saved.save({ screen: number, answer: next, effort: { seconds, plays: own }, isFinal });
  };
  const change = (next: ScreenAnswer): void => {
    setAnswer(next);
    send(next, false);
  };
  const select = (index: number): void => {
    if (sounds.switcher === null || index >= slots.length) return;
    setPlays((before) => before.map((count, at) => (at === index ? count + 1 : count)));
    sounds.select(index);
  };
  useTrialKeys({ kind, hasReference: screen.hasReference, select, toggle: sounds.toggle });

  // A new screen begins at its question, for screen readers and the keyboard.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const missing = problemOf(answer, test);
  const failure = sounds.error ?? saved.error;
  return (
    <main className="test-page">
      <Progress name={test.name} done={number} all={test.screens.length}>
        <span className="test-saved" role="status">
          {saved.state === 'offline'
            ? w.notSaved
            : answer === null
              ? ''
              : saved.state === 'saved'
                ? w.saved
                : w.saving}
        </span>
      </Progress>
      <div className="test-ask">
        <h1 ref={heading} tabIndex={-1}>
          {hasX ? w.whichIsX : test.question}
        </h1>
        {screen.isTraining && <p className="test-practice">{w.practice}</p>}
      </div>
      {failure !== null && (
        <div>
          <FailureNote {...describeFailure(failure)} />
          {sounds.error !== null && <Button onClick={sounds.reload}>{w.tryAgain}</Button>}
        </div>
      )}
      {sounds.switcher === null ? (
        <div className="test-loading">
          <ProgressBar label={w.loadingSounds} value={sounds.loaded / slots.length} phase={w.loadingSounds} />
        </div>
      ) : (
        <Transport
          switcher={sounds.switcher}
          sampleRate={screen.sampleRate}
          frames={screen.frames}
          isPlaying={sounds.isPlaying}
          onToggle={sounds.toggle}
          loops={test.loop}
          region={sounds.region}
          onRegion={sounds.setRegion}
        />
      )}
      {kind === 'mushra' ? (
        <Ratings
          names={slots.map((slot) => nameOf(kind, slot))}
          hasReference={screen.hasReference}
          heard={sounds.isPlaying ? sounds.selected : null}
          isReady={sounds.switcher !== null}
          onListen={select}
          ratings={
            answer?.kind === 'mushra' ? answer.ratings : Array.from({ length: screen.sounds }, () => null)
          }
          onRatings={(ratings) => change({ kind: 'mushra', ratings: [...ratings] })}
        />
      ) : (
        <Choice
          kind={kind}
          names={slots.map((slot) => nameOf(kind, slot))}
          heard={sounds.isPlaying ? sounds.selected : null}
          isReady={sounds.switcher !== null}
          onListen={select}
          allowTie={test.allowTie}
          answer={answer}
          onAnswer={change}
        />
      )}
      <footer className="test-foot">
        <p className="soft small">{keysOf(kind, screen.sounds)}</p>
        <p className="test-missing" role="status">
          {missing}
        </p>
        <Button
          variant="primary"
          size="lg"
          disabled={missing !== null || answer === null}
          busy={saved.state !== 'saved' && saved.error === null}
          onClick={() => {
            if (answer !== null) send(answer, true);
          }}
        >
          {w.next} <ArrowRight size={18} aria-hidden="true" />
        </Button>
      </footer>
    </main>
  );
}

function problemOf(answer: ScreenAnswer | null, { kind, needsHundred }: TestState): string | null {
  const w = words().listeningTest;
  if (answer === null) return kind === 'mushra' ? w.needsRatings : w.needsChoice;
  if (answer.kind !== 'mushra') return null;
  switch (problemOfRatings(answer.ratings, needsHundred)) {
    case 'unrated':
      return w.needsRatings;
    case 'no-hundred':
      return w.needsHundred;
    case null:
      return null;
  }
}

function keysOf(kind: TestState['kind'], sounds: number): string {
  const w = words().listeningTest;
  if (kind === 'mushra') return w.keys(String(Math.min(9, sounds)));
  return kind === 'abx' ? w.keysAbx : w.keysPaired;
}
