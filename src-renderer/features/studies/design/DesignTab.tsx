import { useId } from 'react';
import { TextField } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import type { EditedStudy } from '../use-study.ts';
import { PrepareSection } from './PrepareSection.tsx';
import { QuestionsSection } from './QuestionsSection.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import { TrialTable } from './TrialTable.tsx';

interface Props {
  readonly study: EditedStudy;
  readonly readOnly: boolean;
}

/** What a study asks, plays and shows. */
export function DesignTab({ study, readOnly }: Props) {
  const w = words().studies;
  const { document, change } = study;
  const id = useId();
  return (
    <fieldset className="studies-design" disabled={readOnly}>
      <legend className="visually-hidden">{w.tabs.design}</legend>
      <PrepareSection study={study} readOnly={readOnly} />
      <section className="studies-section" aria-labelledby={`${id}-table`}>
        <h2 id={`${id}-table`}>{w.table}</h2>
        <p className="soft small">{w.tableText}</p>
        <TrialTable document={document} onChange={change} />
      </section>
      <section className="studies-section" aria-labelledby={`${id}-texts`}>
        <h2 id={`${id}-texts`}>{w.texts}</h2>
        <TextField
          label={w.name}
          value={document.name}
          maxLength={200}
          onChange={(name) => change({ ...document, name: name === '' ? document.name : name })}
        />
        <TextField
          label={w.question}
          value={document.question}
          maxLength={200}
          onChange={(question) =>
            change({ ...document, question: question === '' ? document.question : question })
          }
        />
        <div className="field">
          <label className="field-label" htmlFor={`${id}-instructions`}>
            {w.instructions}
          </label>
          <textarea
            id={`${id}-instructions`}
            className="input studies-text"
            aria-describedby={`${id}-hint`}
            rows={5}
            maxLength={20_000}
            value={document.instructions}
            onChange={(event) => change({ ...document, instructions: event.target.value })}
          />
          <p id={`${id}-hint`} className="field-hint">
            {w.instructionsHint}
          </p>
        </div>
      </section>
      <SettingsSection document={document} onChange={change} />
      <QuestionsSection document={document} onChange={change} />
    </fieldset>
  );
}
