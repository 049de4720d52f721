import { useId, useState } from 'react';
import type { Hearing } from '../../../../src-shared/hearing/audiogram.ts';
import type { Prescription } from '../../../../src-shared/hearing/fitting.ts';
import { USUAL_FULL_SCALE_DB_SPL } from '../../../../src-shared/project/fitting.ts';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useHost, useSettings } from '../../../api/store.ts';
import { Check } from '../../../ui/Check.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { ListenerSelect } from '../../../ui/ListenerSelect.tsx';
import { words } from '../../../words/words.ts';
import type { LibraryCondition } from './library-conditions.ts';
import { treatmentName } from './treatment-name.ts';

interface Props {
  /** Whether any trial has one, which the conditions play. */
  readonly hasReference: boolean;
  onChoose: (chosen: readonly LibraryCondition[]) => void;
}

interface Whose {
  readonly listener: string;
  readonly hearing: Hearing;
}

/** What is offered at once; anything else is chosen in a condition's own dialog. */
const OFFERED: readonly Pick<Prescription, 'rule' | 'loss'>[] = [
  { rule: 'nal-r', loss: 'none' },
  { rule: 'camfit', loss: 'none' },
  { rule: 'none', loss: 'plain' },
  { rule: 'nal-r', loss: 'plain' },
  { rule: 'camfit', loss: 'plain' },
];

/** Chooses fittings and losses of one listener; each plays the reference of every trial. */
export function FittingConditions({ hasReference, onChoose }: Props) {
  const w = words().studies;
  const id = useId();
  const fullScaleDbSpl = useSettings()?.fullScaleDbSpl ?? USUAL_FULL_SCALE_DB_SPL;
  const loaded = useHost((host) => host.loaded);
  const listeners = useLoad(loaded ? 'listeners' : null, (signal) =>
    api.listeners.list(undefined, { signal }),
  );
  const [whose, setWhose] = useState<Whose | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<number>>(new Set());
  const choose = (person: Whose | null, next: ReadonlySet<number>): void => {
    setWhose(person);
    setChecked(next);
    onChoose(
      person === null
        ? []
        : OFFERED.filter((_, index) => next.has(index)).map((stages) => {
            const treatment = { ...person, ...stages, fullScaleDbSpl };
            return { name: treatmentName(treatment), treatment };
          }),
    );
  };
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h3 id={id}>{w.fittings}</h3>
      {listeners.error !== null && <FailureNote {...describeFailure(listeners.error)} />}
      {!hasReference && <p className="soft small">{w.referenceFirst}</p>}
      <ListenerSelect
        chosen={whose}
        listeners={listeners.data ?? []}
        onChoose={(person) => choose(person, checked)}
      />
      {whose !== null &&
        OFFERED.map((stages, index) => (
          <Check
            key={`${stages.rule} ${stages.loss}`}
            label={treatmentName({ ...whose, ...stages, fullScaleDbSpl })}
            disabled={!hasReference}
            checked={checked.has(index)}
            onChange={(isChecked) =>
              choose(
                whose,
                new Set(isChecked ? [...checked, index] : [...checked].filter((other) => other !== index)),
              )
            }
          />
        ))}
    </section>
  );
}
