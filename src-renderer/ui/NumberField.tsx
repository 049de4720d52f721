import { useState } from 'react';
import { Field } from './fields.tsx';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** One press of an arrow key changes the value by this, with Shift by ten times as much. */
  readonly step: number;
  readonly digits?: number;
  onChange: (value: number) => void;
}

/** A number in a range. Arrow keys change it; Enter or leaving the field takes what was typed. */
export function NumberField({ label, value, min, max, step, digits = 0, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? value : numberIn(typed);
  const take = (): void => {
    if (typed !== null && parsed !== null) onChange(Math.min(max, Math.max(min, parsed)));
    setTyped(null);
  };
  return (
    <Field label={label}>
      {({ id }) => (
        <input
          id={id}
          className="input number-input tabular"
          inputMode="decimal"
          aria-invalid={parsed === null || undefined}
          value={typed ?? String(Number(value.toFixed(digits)))}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            // With nothing to take back, it closes what the field is in.
            if (event.key === 'Escape' && typed === null) return;
            event.stopPropagation();
            if (event.key === 'Enter') take();
            if (event.key === 'Escape') setTyped(null);
            if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              event.preventDefault();
              const by = (event.shiftKey ? 10 : 1) * step * (event.key === 'ArrowUp' ? 1 : -1);
              setTyped(null);
              onChange(Math.min(max, Math.max(min, Number(((parsed ?? value) + by).toFixed(6)))));
            }
          }}
        />
      )}
    </Field>
  );
}

function numberIn(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}
