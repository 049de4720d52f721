import { NAME_TEMPLATE } from '../../../src-shared/contract/export.ts';
import { NAME_FIELDS } from '../../../src-shared/exporting/name-template.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import type { ExportForm } from './form.ts';
import type { FileNames } from './names.ts';

interface Props {
  readonly form: ExportForm;
  readonly files: FileNames;
  onChange: (change: Partial<ExportForm>) => void;
}

const SHOWN = 3;

/** The template of the files' names, its fields, and the names that it gives. */
export function NamesSection({ form, files, onChange }: Props) {
  const texts = words().exporting;
  const { names, problem } = files;
  const error =
    problem.kind === 'unknown'
      ? texts.unknownField(problem.field)
      : problem.kind === 'twice'
        ? texts.twice(problem.name)
        : null;
  return (
    <div className="export-names">
      <TextField
        label={texts.names}
        value={form.template}
        maxLength={NAME_TEMPLATE.longest}
        spellCheck={false}
        error={error}
        hint={texts.namesDetail}
        onChange={(template) => onChange({ template })}
      />
      <div className="export-fields" role="group" aria-label={texts.fields}>
        {NAME_FIELDS.map((field) => (
          <Button
            key={field}
            size="sm"
            aria-label={texts.addField(texts.fieldNames[field])}
            title={`{${field}}`}
            onClick={() => onChange({ template: `${form.template}{${field}}` })}
          >
            {texts.fieldNames[field]}
          </Button>
        ))}
        {form.template !== NAME_TEMPLATE.usual && (
          <Button size="sm" variant="quiet" onClick={() => onChange({ template: NAME_TEMPLATE.usual })}>
            {texts.usualNames}
          </Button>
        )}
      </div>
      <ul className="export-examples" aria-label={texts.examples} aria-live="polite">
        {names.slice(0, SHOWN).map((name) => (
          <li key={name} className="ellipsis">
            {name}
          </li>
        ))}
        {names.length > SHOWN && <li className="faint">{texts.moreFiles(names.length - SHOWN)}</li>}
      </ul>
    </div>
  );
}
