import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import { Segmented } from '../../ui/fields.tsx';
import { Knob } from '../../ui/Knob.tsx';
import type { EntryEdits } from './use-entry.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly parameters: readonly ParameterSpec[];
  readonly edits: EntryEdits;
  readonly colour: string;
  /** Spoken before each parameter's name: "Viola". */
  readonly owner: string;
  /** Shorter names where space is short, by parameter id. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Shorter names of choices, in their order. */
  readonly choices?: readonly string[];
  readonly size?: number;
}

/** A knob for every parameter; named choices become buttons. */
export function Knobs({ parameters, edits, colour, owner, labels = {}, choices, size = 34 }: Props) {
  return (
    <div className="knobs">
      {parameters.map((spec) => {
        const name = words().processors.parameters[spec.id] ?? spec.label;
        const shown = { ...spec, label: labels[spec.id] ?? name };
        if (spec.choices !== undefined) {
          return (
            <Segmented
              key={spec.id}
              label={shown.label}
              value={String(Math.round(edits.value(spec)))}
              options={spec.choices.map((choice, index) => ({
                value: String(spec.min + index),
                label: choices?.[index] ?? choice,
              }))}
              onChange={(value) => edits.set(spec, Number(value))}
            />
          );
        }
        return (
          <Knob
            key={spec.id}
            spec={shown}
            value={edits.value(spec)}
            size={size}
            colour={colour}
            label={words().processors.parameterOf(owner, name)}
            onChange={(value) => edits.set(spec, value)}
            onGesture={(phase) => edits.gesture(phase)}
          />
        );
      })}
    </div>
  );
}
