import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { StudyQuestion } from '../../../src-shared/studies/study.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { finishTest } from '../../api/participant.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly questions: readonly StudyQuestion[];
  onFinished: () => void;
  /** Shown once the test is finished, where there are no questions. */
  readonly thanks?: ReactNode;
}

/** The page after the last trial. Without questions, it only tells the host that the test is complete. */
export function Questions({ questions, onFinished, thanks }: Props) {
  const w = words().listeningTest;
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [isDone, setDone] = useState(false);
  const finish = useAction(async () => {
    await finishTest(answers);
    setDone(true);
    onFinished();
  });
  const started = useRef(false);
  const { run } = finish;
  useEffect(() => {
    if (questions.length > 0 || started.current) return;
    started.current = true;
    run();
  }, [questions.length, run]);
  const isComplete = questions.every(
    ({ id, isRequired }) => !isRequired || (answers[id] ?? '').trim() !== '',
  );
  const failure = finish.error === null ? null : describeFailure(finish.error);

  if (questions.length === 0) {
    if (isDone) return thanks;
    if (failure === null) return <Spinner label={w.saving} />;
    return (
      <div className="test-form">
        <FailureNote {...failure} />
        <Button variant="primary" size="lg" onClick={() => finish.run()}>
          {w.tryAgain}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="test-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) finish.run();
      }}
    >
      <h1>{w.questionsTitle}</h1>
      {questions.map((question) => (
        <QuestionField
          key={question.id}
          question={question}
          value={answers[question.id] ?? ''}
          onChange={(value) => setAnswers((before) => ({ ...before, [question.id]: value }))}
        />
      ))}
      {failure !== null && <FailureNote {...failure} />}
      <Button variant="primary" size="lg" type="submit" busy={finish.busy} disabled={!isComplete}>
        {w.finish}
      </Button>
    </form>
  );
}

interface FieldProps {
  readonly question: StudyQuestion;
  readonly value: string;
  onChange: (value: string) => void;
}

function QuestionField({ question, value, onChange }: FieldProps) {
  const id = useId();
  const hint = question.isRequired ? words().listeningTest.required : words().listeningTest.optional;
  if (question.kind === 'choice') {
    return (
      <fieldset className="field">
        <legend className="field-label">
          {question.text} <span className="faint">({hint})</span>
        </legend>
        <div className="test-options">
          {question.options.map((option) => (
            <label key={option} className="test-option">
              <input type="radio" name={id} checked={value === option} onChange={() => onChange(option)} />
              {option}
            </label>
          ))}
        </div>
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {question.text} <span className="faint">({hint})</span>
      </label>
      <input
        id={id}
        className="input"
        type={question.kind === 'number' ? 'number' : 'text'}
        step="any"
        maxLength={5000}
        required={question.isRequired}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
