import { useId } from 'react';
import type { ScreenAnswer } from '../../../src-shared/studies/answers.ts';
import { words } from '../../words/words.ts';
import { ListenButton } from './Ratings.tsx';

interface Props {
  readonly kind: 'abx' | 'paired';
  /** Of all buttons: reference, A, B; or A, B, X. */
  readonly names: readonly string[];
  readonly heard: number | null;
  readonly isReady: boolean;
  onListen: (index: number) => void;
  readonly allowTie: boolean;
  readonly answer: ScreenAnswer | null;
  onAnswer: (answer: ScreenAnswer) => void;
}

interface Option {
  readonly label: string;
  readonly answer: ScreenAnswer;
}

function optionsOf(kind: Props['kind'], allowTie: boolean): Option[] {
  const w = words().listeningTest;
  if (kind === 'abx') {
    return [
      { label: w.xIs('A'), answer: { kind, choice: 'a' } },
      { label: w.xIs('B'), answer: { kind, choice: 'b' } },
    ];
  }
  const same: Option = { label: w.same, answer: { kind, choice: 'same' } };
  return [
    { label: w.prefer('A'), answer: { kind, choice: 'first' } },
    ...(allowTie ? [same] : []),
    { label: w.prefer('B'), answer: { kind, choice: 'second' } },
  ];
}

const choiceOf = (answer: ScreenAnswer | null): string | null =>
  answer === null || answer.kind === 'mushra' ? null : answer.choice;

/** The sounds of a comparison, and the answers to choose from. */
export function Choice({ kind, names, heard, isReady, onListen, allowTie, answer, onAnswer }: Props) {
  const name = useId();
  return (
    <section className="test-choice" aria-label={words().listeningTest.sounds}>
      <div className="test-choice-sounds">
        {names.map((label, index) => (
          <ListenButton key={label} name={label} index={index} {...{ heard, isReady, onListen }} />
        ))}
      </div>
      <div className="test-options" role="radiogroup" aria-label={words().listeningTest.needsChoice}>
        {optionsOf(kind, allowTie).map((option) => (
          <label key={option.label} className="test-option">
            <input
              type="radio"
              name={name}
              checked={choiceOf(answer) === choiceOf(option.answer)}
              onChange={() => onAnswer(option.answer)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </section>
  );
}
