import { Select } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import type { Subject } from './subjects.ts';

interface Props {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly subjects: readonly Subject[];
  readonly value: string;
  onChange: (target: string) => void;
}

/** Chooses what a lane automates; what has a lane already says so. */
export function TargetSelect({ label, hideLabel = true, subjects, value, onChange }: Props) {
  return (
    <Select
      label={label}
      hideLabel={hideLabel}
      size="sm"
      value={value}
      options={subjects.map(({ target, name, points }) => ({
        value: target,
        label: points === null ? name : words().automation.automated(name),
      }))}
      onChange={onChange}
    />
  );
}
