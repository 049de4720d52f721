import { Ear, Headphones } from 'lucide-react';
import { useState } from 'react';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { TestScreen, TestState } from '../../../src-shared/contract/listening-test.ts';
import { useLoad } from '../../api/hooks.ts';
import { loadTest } from '../../api/participant.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { Message } from './Message.tsx';
import { Progress } from './Progress.tsx';
import { Questions } from './Questions.tsx';
import { Trial } from './Trial.tsx';
import './listening-test.css';

/** One participant's run through a listening test, from the first page to the thanks. */
export function ListeningTest() {
  const test = useLoad('test', loadTest);
  if (test.data !== null) return <Run test={test.data} />;
  if (test.error === null) {
    return (
      <main className="test-plain">
        <Spinner label={words().listeningTest.loading} />
      </main>
    );
  }
  const isClosed = isFailure(test.error) && test.error.code === 'call/unauthorised';
  return (
    <main className="test-plain">
      <Message
        title={isClosed ? words().listeningTest.closed : words().listeningTest.offline}
        action={
          isClosed ? undefined : (
            <Button variant="primary" size="lg" onClick={test.reload}>
              {words().listeningTest.tryAgain}
            </Button>
          )
        }
      >
        {isClosed ? words().listeningTest.closedText : words().listeningTest.offlineText}
      </Message>
    </main>
  );
}

type Step = 'welcome' | 'screen' | 'break' | 'questions' | 'thanks';

/** Whether a break is offered before a screen: training doesn't count. */
function isBreak({ breakEvery, screens }: TestState, next: number): boolean {
  const rated = screens.slice(0, next).filter(({ isTraining }) => !isTraining).length;
  return breakEvery !== null && rated > 0 && rated % breakEvery === 0;
}

function Run({ test }: { readonly test: TestState }) {
  const [screens, setScreens] = useState<readonly TestScreen[]>(test.screens);
  const open = screens.findIndex(({ isFinal }) => !isFinal);
  const [step, setStep] = useState<Step>(test.isFinished ? 'thanks' : 'welcome');
  // Browsers give sound only after a click, so the context begins with the first page's button.
  const [context, setContext] = useState<AudioContext | null>(null);
  const stepAfter = (next: number): Step => {
    if (next >= 0 && next < screens.length) return 'screen';
    return test.questions.length > 0 ? 'questions' : 'thanks';
  };
  const start = (): void => {
    const rate = test.screens[0]?.sampleRate ?? 48_000;
    const started = context ?? new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
    void started.resume();
    setContext(started);
    setStep(open < 0 ? 'questions' : 'screen');
  };
  const finished = (index: number, change: Partial<TestScreen>): void => {
    setScreens((before) => before.map((screen, at) => (at === index ? { ...screen, ...change } : screen)));
    setStep(index + 1 < screens.length && isBreak(test, index + 1) ? 'break' : stepAfter(index + 1));
  };

  const screen = screens[open];
  if (step === 'screen' && screen !== undefined && context !== null) {
    return (
      <Trial
        key={open}
        test={test}
        context={context}
        number={open}
        screen={screen}
        onFinished={(change) => finished(open, change)}
      />
    );
  }
  return (
    <main className="test-page">
      <Progress name={test.name} done={open < 0 ? screens.length : open} all={screens.length} />
      <div className="test-middle">
        {step === 'welcome' && (
          <Welcome test={test} done={open < 0 ? screens.length : open} onStart={start} />
        )}
        {step === 'break' && (
          <Message
            icon={<Ear size={40} strokeWidth={1.4} aria-hidden="true" />}
            title={words().listeningTest.breakTitle}
            action={
              <Button variant="primary" size="lg" autoFocus onClick={() => setStep('screen')}>
                {words().listeningTest.goOn}
              </Button>
            }
          >
            {words().listeningTest.breakText}
          </Message>
        )}
        {step === 'questions' && (
          <Questions questions={test.questions} onFinished={() => setStep('thanks')} />
        )}
        {step === 'thanks' && <Thanks test={test} />}
      </div>
    </main>
  );
}

interface WelcomeProps {
  readonly test: TestState;
  readonly done: number;
  onStart: () => void;
}

function Welcome({ test, done, onStart }: WelcomeProps) {
  const w = words().listeningTest;
  const isResumed = done > 0;
  return (
    <section className="test-welcome" aria-labelledby="test-title">
      <Headphones size={40} strokeWidth={1.4} aria-hidden="true" />
      <h1 id="test-title">{test.name}</h1>
      <p className="test-question">{test.question}</p>
      {paragraphs(test.instructions).map((text, index) => (
        <p key={index}>{text}</p>
      ))}
      <ul className="test-advice">
        <li>{w.headphones}</li>
        <li>{w.volume}</li>
        <li>{isResumed ? w.resumeText(done, test.screens.length) : w.screens(test.screens.length)}</li>
      </ul>
      <Button variant="primary" size="lg" autoFocus onClick={onStart}>
        {isResumed ? w.resume : w.start}
      </Button>
    </section>
  );
}

const paragraphs = (text: string): string[] => text.split(/\n\s*\n/).filter((part) => part.trim() !== '');

function Thanks({ test }: { readonly test: TestState }) {
  return test.isFinished || test.questions.length > 0 ? <Thanked /> : <FinishAlone />;
}

/** A test without questions is finished as soon as its last screen is. */
function FinishAlone() {
  return <Questions questions={[]} onFinished={() => undefined} thanks={<Thanked />} />;
}

function Thanked() {
  return <Message title={words().listeningTest.thanks}>{words().listeningTest.thanksText}</Message>;
}
