import { useState } from 'react';
import { FITTING_RULES, SIMULATED_LOSSES } from '../../../../src-shared/hearing/fitting.ts';
import {
  GREATEST_FULL_SCALE_DB_SPL,
  LEAST_FULL_SCALE_DB_SPL,
  USUAL_FULL_SCALE_DB_SPL,
  type EarTreatment,
} from '../../../../src-shared/project/fitting.ts';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useHost, useSettings } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { Select } from '../../../ui/fields.tsx';
import { ListenerSelect } from '../../../ui/ListenerSelect.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  /** What is heard through it. */
  readonly name: string;
  readonly treatment: EarTreatment | null;
  onChoose: (treatment: EarTreatment | null) => void;
  onClose: () => void;
}

/** Chooses the listener, fitting and simulated loss that a condition is heard through. */
export function TreatmentDialog({ name, treatment, onChoose, onClose }: Props) {
  const w = words();
  const calibrated = useSettings()?.fullScaleDbSpl ?? null;
  const loaded = useHost((host) => host.loaded);
  const listeners = useLoad(loaded ? 'listeners' : null, (signal) =>
    api.listeners.list(undefined, { signal }),
  );
  const [chosen, setChosen] = useState(treatment);
  const change = (changed: Partial<EarTreatment>): void => {
    if (chosen !== null) setChosen({ ...chosen, ...changed });
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={w.studies.heardThrough(name)}
      description={w.studies.treatmentText}
      footer={
        <>
          <Button onClick={onClose}>{w.common.cancel}</Button>
          <Button variant="primary" onClick={() => onChoose(chosen)}>
            {w.studies.useTreatment}
          </Button>
        </>
      }
    >
      {listeners.error !== null && <FailureNote {...describeFailure(listeners.error)} />}
      <div className="studies-treatment">
        <ListenerSelect
          chosen={chosen}
          listeners={listeners.data ?? []}
          onChoose={(whose) => {
            if (whose === null) return setChosen(null);
            const usual = {
              rule: 'nal-r',
              loss: 'none',
              fullScaleDbSpl: calibrated ?? USUAL_FULL_SCALE_DB_SPL,
            } as const;
            setChosen({ ...(chosen ?? usual), ...whose });
          }}
        />
        {chosen !== null && (
          <>
            <Select
              label={w.fitting.rule}
              size="sm"
              value={chosen.rule}
              options={FITTING_RULES.map((value) => ({ value, label: w.fitting.rules[value] }))}
              onChange={(rule) => change({ rule })}
            />
            <Select
              label={w.fitting.loss}
              size="sm"
              value={chosen.loss}
              options={SIMULATED_LOSSES.map((value) => ({ value, label: w.fitting.losses[value] }))}
              onChange={(loss) => change({ loss })}
            />
            <NumberField
              label={w.fitting.fullScale}
              value={chosen.fullScaleDbSpl}
              min={LEAST_FULL_SCALE_DB_SPL}
              max={GREATEST_FULL_SCALE_DB_SPL}
              step={1}
              digits={1}
              onChange={(fullScaleDbSpl) => change({ fullScaleDbSpl })}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
