import { ImagePlus, X } from 'lucide-react';
import type { ExportMetadata } from '../../../src-shared/contract/export.ts';
import { describeFailure } from '../../api/messages.ts';
import { useChosenFile } from '../../api/use-chosen-file.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import type { ExportForm } from './form.ts';

interface Props {
  readonly form: ExportForm;
  /** The recording's title, which stands where no other is given. */
  readonly title: string;
  onChange: (change: Partial<ExportForm>) => void;
}

const FIELDS = ['title', 'composer', 'performers', 'album', 'date', 'genre', 'copyright', 'comment'] as const;

/** What the files say about their music, and their cover. */
export function MetadataSection({ form, title, onChange }: Props) {
  const texts = words().exporting;
  const { metadata } = form;
  const set = (field: keyof ExportMetadata, text: string): void =>
    onChange({ metadata: { ...metadata, [field]: text } });
  const given = FIELDS.filter((field) => metadata[field] !== '').length;
  return (
    <details className="export-metadata">
      <summary>
        {texts.metadata}
        <span className="faint small">{texts.metadataGiven(given)}</span>
      </summary>
      <div className="export-metadata-fields">
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={texts.metadataFields[field]}
            value={metadata[field]}
            maxLength={500}
            {...(field === 'title' ? { placeholder: title } : {})}
            {...(field === 'date' ? { placeholder: '1998-05-17' } : {})}
            error={field === 'date' && !isDate(metadata.date) ? texts.wrongDate : null}
            onChange={(text) => set(field, text)}
          />
        ))}
      </div>
      <Cover form={form} onChange={onChange} />
      <p className="field-hint">
        {texts.metadataDetail}
        {form.format === 'wav' && form.cover !== null && ` ${texts.coverInWav}`}
      </p>
    </details>
  );
}

/** A year, a date or nothing. */
export const isDate = (text: string): boolean => text === '' || /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text);

function Cover({ form, onChange }: Omit<Props, 'title'>) {
  const texts = words().exporting;
  const { choose, busy, error, input } = useChosenFile('image', (cover) => onChange({ cover }));
  const { cover } = form;
  return (
    <div className="export-folder">
      <span className="field-label">{texts.cover}</span>
      <span className="ellipsis">
        {cover === 'recording' ? texts.recordingsCover : (cover?.name ?? texts.noCover)}
      </span>
      {cover !== null && (
        <IconButton label={texts.removeCover} size="sm" onClick={() => onChange({ cover: null })}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
      <Button size="sm" icon={<ImagePlus size={14} aria-hidden="true" />} busy={busy} onClick={choose}>
        {texts.choose}
      </Button>
      <input {...input} />
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </div>
  );
}
