import { useState } from 'react';
import { EARS, type Ear } from '../../../src-shared/hearing/audiogram.ts';
import {
  isStandard,
  standardHearing,
  STANDARD_NAMES,
} from '../../../src-shared/hearing/standard-audiograms.ts';
import type { Listener } from '../../../src-shared/contract/listeners.ts';
import { Button } from '../../ui/Button.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import { AudiogramChart } from './AudiogramChart.tsx';
import { formOf, hearingOf, type ListenerForm } from './form.ts';

interface Props {
  readonly listener: Listener;
  readonly busy: boolean;
  readonly readOnly: boolean;
  /** Whether it is stored: only then it can be removed. */
  readonly stored: boolean;
  onSave: (listener: Listener) => void;
  onRemove: () => void;
}

/** One listener's audiogram: a table of levels, and the drawing that follows it. */
export function ListenerEditor({ listener, busy, readOnly, stored, onSave, onRemove }: Props) {
  const [form, setForm] = useState<ListenerForm>(() => formOf(listener.name, listener.hearing));
  const hearing = hearingOf(form);
  const name = form.name.trim();
  const t = words().listeners;
  const setLevel = (ear: Ear, index: number, text: string): void =>
    setForm((before) => ({
      ...before,
      levels: { ...before.levels, [ear]: before.levels[ear].map((old, n) => (n === index ? text : old)) },
    }));
  const setStandard = (ear: Ear, standard: string): void => {
    if (!isStandard(standard)) return;
    const both = standardHearing(standard);
    setForm((before) => {
      const other = hearingOf(before);
      const kept = ear === 'left' ? other?.right : other?.left;
      const next = kept === undefined ? both : { ...both, [ear === 'left' ? 'right' : 'left']: kept };
      return { ...formOf(before.name, next), name: before.name };
    });
  };
  return (
    <section className="listener" aria-label={t.audiogramOf(listener.name)}>
      <div className="listener-fields">
        <TextField
          label={t.code}
          hint={t.codeHint}
          value={form.name}
          disabled={readOnly}
          onChange={(text) => setForm({ ...form, name: text })}
        />
        {EARS.map((ear) => (
          <Select
            key={ear}
            label={t.standardFor[ear]}
            value=""
            disabled={readOnly}
            options={[
              { value: '', label: t.chooseStandard },
              ...STANDARD_NAMES.map((standard) => ({ value: standard, label: standard })),
            ]}
            onChange={(standard) => setStandard(ear, standard)}
          />
        ))}
      </div>
      <div className="listener-columns">
        <AudiogramChart name={listener.name} hearing={hearing ?? listener.hearing} />
        <table className="listener-levels">
          <caption className="visually-hidden">{t.levels}</caption>
          <thead>
            <tr>
              <th scope="col">{t.frequency}</th>
              <th scope="col">{t.columns.right}</th>
              <th scope="col">{t.columns.left}</th>
            </tr>
          </thead>
          <tbody>
            {form.frequenciesHz.map((hz, index) => (
              <tr key={hz}>
                <th scope="row" className="tabular">
                  {hz}
                </th>
                {(['right', 'left'] as const).map((ear) => (
                  <td key={ear}>
                    <input
                      className="input tabular"
                      inputMode="decimal"
                      aria-label={t.level(t.ears[ear], hz)}
                      value={form.levels[ear][index] ?? ''}
                      disabled={readOnly}
                      onChange={(event) => setLevel(ear, index, event.target.value)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hearing === null && (
        <p className="field-error" role="alert">
          {t.notValid}
        </p>
      )}
      <div className="listener-actions">
        <Button
          variant="primary"
          busy={busy}
          disabled={readOnly || hearing === null || name === ''}
          onClick={() => hearing !== null && onSave({ name, hearing })}
        >
          {t.save}
        </Button>
        {stored && (
          <Button variant="danger" disabled={readOnly || busy} onClick={onRemove}>
            {words().common.remove}
          </Button>
        )}
      </div>
    </section>
  );
}
