import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import { Segmented } from '../../ui/fields.tsx';
import { Knob } from '../../ui/Knob.tsx';
import { parameterName } from '../../words/processor-names.ts';
import type { EntryEdits } from './use-entry.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly parameters: readonly ParameterSpec[];
  readonly edits: EntryEdits;
  readonly colour: string;
  /** Prefixes each parameter's accessible name, for example "Viola". */
  readonly owner: string;
  /** Shorter parameter names for tight layouts, by parameter id. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Shorter names of the choices, in order. */
  readonly choices?: readonly string[];
  readonly size?: number;
}

/** Renders a knob per parameter; parameters with named choices become buttons. */
export function Knobs({ parameters, edits, colour, owner, labels = {}, choices, size = 34 }: Props) {
  return (
    <div className="knobs">
      {parameters.map((spec) => {
        const name = parameterName(spec);
        const shown = { ...spec, label: labels[spec.id] ?? name };
        if (spec.choices !== undefined) {
          return (
            <Segmented
              key={spec.id}
              label={shown.label}
              value={String(Math.round(edits.value(spec)))}
              options={spec.choices.map((choice, index) => ({
                value: String(spec.min + index),
                label: choices?.[index] ?? words().processors.choices[choice] ?? choice,
              }))}
              onChange={(value) => edits.set(spec, Number(value))}
            />
          );
        }
        const automated = edits.automated(spec);
        const label = words().processors.parameterOf(owner, name);
        return (
          <Knob
            key={spec.id}
            spec={shown}
            value={edits.value(spec)}
            size={size}
            colour={colour}
            label={automated ? words().automation.automated(label) : label}
            disabled={automated}
            onChange={(value) => edits.set(spec, value)}
            onGesture={(phase) => edits.gesture(phase, spec)}
          />
        );
      })}
    </div>
  );
}
