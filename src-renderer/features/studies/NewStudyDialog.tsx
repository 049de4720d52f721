import { useState } from 'react';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import type { StudyKind } from '../../../src-shared/studies/study.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { Choices, TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';

interface Props {
  onClose: () => void;
  onMade: (id: StudyId) => void;
}

const KINDS: readonly StudyKind[] = ['mushra', 'abx', 'paired'];

export function NewStudyDialog({ onClose, onMade }: Props) {
  const w = words().studies;
  const [name, setName] = useState('');
  const [kind, setKind] = useState<StudyKind>('mushra');
  const create = useAction(async () => {
    const { document } = await api.studies.create({
      name: name.trim(),
      kind,
      question: w.usualQuestion[kind],
    });
    onClose();
    onMade(document.id);
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={w.create}
      description={w.createText}
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button
            variant="primary"
            busy={create.busy}
            disabled={name.trim() === ''}
            onClick={() => create.run()}
          >
            {w.create}
          </Button>
        </>
      }
    >
      <TextField label={w.name} value={name} maxLength={200} onChange={setName} />
      <Choices
        label={w.kind}
        value={kind}
        options={KINDS.map((value) => ({ value, label: w.kinds[value], detail: w.kindTexts[value] }))}
        onChange={setKind}
      />
      {create.error !== null && <FailureNote {...describeFailure(create.error)} />}
    </Dialog>
  );
}
