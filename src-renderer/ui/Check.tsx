import { useId, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly detail?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** A checkbox with its label and, below it, a sentence that explains it. */
export function Check({ label, detail, checked, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <label className="check" data-disabled={disabled || undefined}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={detail === undefined ? undefined : `${id}-detail`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span id={`${id}-label`}>{label}</span>
        {detail !== undefined && (
          <span id={`${id}-detail`} className="check-detail">
            {detail}
          </span>
        )}
      </span>
    </label>
  );
}
