import { useId, useState } from 'react';
import type { InputHTMLAttributes, ReactNode } from 'react';
import { formatTime, parseTime } from '../../src-shared/format/time.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly hideLabel?: boolean;
  children: (ids: { id: string; describedBy: string | undefined }) => ReactNode;
}

/** A label and a control, with a hint or an error below it. */
export function Field({ label, hint, error = null, hideLabel = false, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : 'field-label'}>
        {label}
      </label>
      {children({ id, describedBy: note === undefined ? undefined : `${id}-note` })}
      {note !== undefined && (
        <p id={`${id}-note`} className={error === null ? 'field-hint' : 'field-error'}>
          {note}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  onChange: (text: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly hideLabel?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error = null, hideLabel = false, className = '', ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {({ id, describedBy }) => (
        <input
          type="text"
          {...rest}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={error !== null || undefined}
          className={`input ${className}`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
  readonly size?: 'sm' | 'md';
}

/** A native select, for familiar keyboard and screen reader behaviour, styled where the browser allows it. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, options, onChange, hint, hideLabel = false, disabled = false, size = 'md' } = props;
  return (
    <Field label={label} hint={hint} hideLabel={hideLabel}>
      {({ id, describedBy }) => (
        <select
          id={id}
          className={`select select-${size}`}
          aria-describedby={describedBy}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
  readonly hideLabel?: boolean;
}

/** A segmented control: radio buttons drawn as one bar, for a few short options. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend className={hideLabel === true ? 'visually-hidden' : 'field-label'}>{label}</legend>
      <div className="segmented">
        {options.map((option) => (
          <label key={option.value} className="segment" data-disabled={option.disabled || undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled ?? false}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (SelectOption<T> & { readonly detail: string })[];
  onChange: (value: T) => void;
}

/** Radio buttons for a few options that each need a sentence of explanation. */
export function Choices<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      <div className="choices">
        {options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              aria-labelledby={`${name}-${option.value}`}
              aria-describedby={`${name}-${option.value}-detail`}
              onChange={() => onChange(option.value)}
            />
            <span>
              <span id={`${name}-${option.value}`} className="choice-label">
                {option.label}
              </span>
              <span id={`${name}-${option.value}-detail`} className="choice-detail">
                {option.detail}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TimeFieldProps {
  readonly label: string;
  /** Time in seconds. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange: (seconds: number) => void;
  readonly digits?: number;
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
}

/**
 * A time field in `m:ss.mmm` format. Arrow keys change it by 0.1 s (Shift: 1 s); Enter or blur commits the typed text.
 */
export function TimeField(props: TimeFieldProps) {
  const { label, value, min, max, onChange, digits = 3, hideLabel = false, disabled = false } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? value : parseTime(typed);
  const bounded = (seconds: number): number => Math.min(max, Math.max(min, seconds));
  const take = (): void => {
    if (typed !== null && parsed !== null) onChange(bounded(parsed));
    setTyped(null);
  };
  return (
    <Field label={label} hideLabel={hideLabel}>
      {({ id }) => (
        <input
          id={id}
          className="input time-input tabular"
          inputMode="decimal"
          disabled={disabled}
          aria-invalid={parsed === null || undefined}
          value={typed ?? formatTime(value, digits)}
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
              const step = (event.shiftKey ? 1 : 0.1) * (event.key === 'ArrowUp' ? 1 : -1);
              setTyped(null);
              onChange(bounded((parsed ?? value) + step));
            }
          }}
        />
      )}
    </Field>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** A switch that takes effect immediately. */
export function Switch({ label, checked, hint, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-field">
      <label className="switch" data-disabled={disabled || undefined}>
        <input
          type="checkbox"
          role="switch"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="switch-track" aria-hidden="true" />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p id={`${id}-note`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
