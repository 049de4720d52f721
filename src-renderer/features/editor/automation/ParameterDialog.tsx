import { useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { words } from '../../../words/words.ts';
import type { Subject } from './subjects.ts';
import { TargetSelect } from './TargetSelect.tsx';

interface Props {
  readonly owner: string;
  /** At least one. */
  readonly parameters: readonly [Subject, ...Subject[]];
  /** The target that is shown, if any. */
  readonly shown: string | null;
  onChoose: (target: string) => void;
  onClose: () => void;
}

/** Asks which parameter of a track's processors to show over time. */
export function ParameterDialog({ owner, parameters, shown, onChoose, onClose }: Props) {
  const [first] = parameters;
  const [target, setTarget] = useState(
    parameters.some((parameter) => parameter.target === shown) && shown !== null ? shown : first.target,
  );
  const text = words().automation;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.of(owner)}
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button
            variant="primary"
            onClick={() => {
              onChoose(target);
              onClose();
            }}
          >
            {text.show}
          </Button>
        </>
      }
    >
      <TargetSelect
        label={text.what(owner)}
        hideLabel={false}
        subjects={parameters}
        value={target}
        onChange={setTarget}
      />
    </Dialog>
  );
}
