import { useState } from 'react';
import { STUDY_LIMITS, type StudyDocument } from '../../../../src-shared/studies/study.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Note } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { FittingConditions } from './FittingConditions.tsx';
import { withLibraryConditions, type LibraryCondition } from './library-conditions.ts';
import { ModelConditions } from './ModelConditions.tsx';

interface Props {
  readonly document: StudyDocument;
  onChange: (document: StudyDocument) => void;
  onClose: () => void;
}

/** Adds models and fittings of the library as conditions, several at once. */
export function LibraryConditionsDialog({ document, onChange, onClose }: Props) {
  const w = words().studies;
  const [models, setModels] = useState<readonly LibraryCondition[]>([]);
  const [fittings, setFittings] = useState<readonly LibraryCondition[]>([]);
  const added = withLibraryConditions(document, [...models, ...fittings]);
  const tooMany = new Set([...document.conditions, ...models, ...fittings].map(({ name }) => name)).size;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={w.fromLibrary}
      description={w.fromLibraryText}
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button
            variant="primary"
            disabled={models.length + fittings.length === 0}
            onClick={() => {
              onChange(added);
              onClose();
            }}
          >
            {w.addChosen(models.length + fittings.length)}
          </Button>
        </>
      }
    >
      <ModelConditions trials={document.trials} onChoose={setModels} />
      <FittingConditions
        hasReference={document.trials.some(({ reference }) => reference !== null)}
        onChoose={setFittings}
      />
      {tooMany > STUDY_LIMITS.conditions && (
        <Note tone="warning">{w.mostConditions(STUDY_LIMITS.conditions)}</Note>
      )}
    </Dialog>
  );
}
