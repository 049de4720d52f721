import { useState } from 'react';
import type { StudyTrial } from '../../../../src-shared/studies/study.ts';
import { words } from '../../../words/words.ts';

interface NameProps {
  readonly label: string;
  readonly value: string;
  onChange: (value: string) => void;
}

/** A name is never empty, so an emptied field only shows that until it is left. */
export function NameInput({ label, value, onChange }: NameProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className="input studies-input"
      aria-label={label}
      maxLength={200}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value.trim() !== '') onChange(event.target.value.trim());
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

interface ExcerptProps {
  readonly trial: StudyTrial;
  onChange: (excerpt: StudyTrial['excerpt']) => void;
}

const WHOLE_SECONDS = 10;

export function ExcerptCells({ trial, onChange }: ExcerptProps) {
  const w = words().studies;
  const { excerpt } = trial;
  const set = (fromSeconds: number, toSeconds: number | null): void => {
    if (!Number.isFinite(fromSeconds) || fromSeconds < 0) return;
    if (toSeconds === null && fromSeconds === 0) return onChange(null);
    const end = toSeconds ?? fromSeconds + WHOLE_SECONDS;
    onChange({ fromSeconds, toSeconds: Math.max(end, fromSeconds + 0.5) });
  };
  const field = (label: string, value: number | undefined, commit: (text: string) => void) => (
    <td>
      <input
        key={value ?? 'whole'}
        className="input studies-number"
        type="number"
        min={0}
        step="any"
        aria-label={label}
        defaultValue={value ?? ''}
        onBlur={(event) => {
          if (event.target.value !== String(value ?? '')) commit(event.target.value);
        }}
      />
    </td>
  );
  return (
    <>
      {field(w.fromOf(trial.name), excerpt?.fromSeconds, (text) =>
        set(Number(text), excerpt?.toSeconds ?? null),
      )}
      {field(w.toOf(trial.name), excerpt?.toSeconds, (text) =>
        set(excerpt?.fromSeconds ?? 0, text === '' ? null : Number(text)),
      )}
    </>
  );
}
