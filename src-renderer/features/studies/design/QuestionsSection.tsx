import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import {
  STUDY_LIMITS,
  type StudyDocument,
  type StudyQuestion,
} from '../../../../src-shared/studies/study.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Check } from '../../../ui/Check.tsx';
import { Select, TextField } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import { freeId } from './free-id.ts';

interface Props {
  readonly document: StudyDocument;
  onChange: (document: StudyDocument) => void;
}

const KINDS: readonly StudyQuestion['kind'][] = ['text', 'number', 'choice'];

export function QuestionsSection({ document, onChange }: Props) {
  const w = words().studies;
  const id = useId();
  const { questions } = document;
  const set = (at: number, question: StudyQuestion): void =>
    onChange({ ...document, questions: questions.map((old, index) => (index === at ? question : old)) });
  const ofKind = (
    { id: key, text, isRequired }: StudyQuestion,
    kind: StudyQuestion['kind'],
  ): StudyQuestion =>
    kind === 'choice'
      ? { id: key, text, isRequired, kind, options: [...w.defaultOptions] }
      : { id: key, text, isRequired, kind };
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h2 id={id}>{w.questions}</h2>
      {questions.map((question, index) => (
        <div
          key={question.id}
          className="studies-question"
          role="group"
          aria-label={w.questionText(index + 1)}
        >
          <TextField
            label={w.questionText(index + 1)}
            value={question.text}
            maxLength={200}
            onChange={(text) => set(index, { ...question, text: text === '' ? question.text : text })}
          />
          <Select
            label={w.questionKind}
            value={question.kind}
            options={KINDS.map((value) => ({ value, label: w.questionKinds[value] }))}
            onChange={(kind) => set(index, ofKind(question, kind))}
          />
          {question.kind === 'choice' && (
            <Options
              key={question.id}
              options={question.options}
              onChange={(options) => set(index, { ...question, options })}
            />
          )}
          <Check
            label={w.isRequired}
            checked={question.isRequired}
            onChange={(isRequired) => set(index, { ...question, isRequired })}
          />
          <IconButton
            label={w.removeNamed(w.questionText(index + 1))}
            size="sm"
            onClick={() => onChange({ ...document, questions: questions.filter((_, at) => at !== index) })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <div className="studies-actions">
        <Button
          size="sm"
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={questions.length >= STUDY_LIMITS.questions}
          onClick={() =>
            onChange({
              ...document,
              questions: [
                ...questions,
                {
                  id: freeId('q', questions),
                  kind: 'choice',
                  text: w.defaultQuestion,
                  isRequired: true,
                  options: [...w.defaultOptions],
                },
              ],
            })
          }
        >
          {w.addQuestion}
        </Button>
      </div>
    </section>
  );
}

interface OptionsProps {
  readonly options: readonly string[];
  onChange: (options: string[]) => void;
}

/** One choice a line; kept as it was while there are fewer than two. */
function Options({ options, onChange }: OptionsProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {words().studies.options}
      </label>
      <textarea
        id={id}
        className="input studies-text"
        rows={3}
        defaultValue={options.join('\n')}
        onBlur={(event) => {
          const lines = event.target.value.split('\n').map((line) => line.trim().slice(0, 200));
          const distinct = [...new Set(lines.filter((line) => line !== ''))].slice(0, 20);
          if (distinct.length >= 2) onChange(distinct);
          else event.target.value = options.join('\n');
        }}
      />
    </div>
  );
}
