import { useState } from 'react';
import { LONGEST_MIX_NAME } from '../../../../src-shared/project/limits.ts';
import { NameDialog } from '../../../ui/NameDialog.tsx';
import { words } from '../../../words/words.ts';

export type MixQuestion = 'create' | 'duplicate' | 'rename';

interface Props {
  readonly question: MixQuestion;
  /** The name of the open mix. */
  readonly present: string;
  /** The names of the others. */
  readonly taken: readonly string[];
  onSubmit: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of a new, a copied or the open mix. */
export function MixDialog({ question, present, taken, onSubmit, onClose }: Props) {
  const text = words().mixes;
  const [name, setName] = useState(
    {
      create: text.newName(taken.length + 2),
      duplicate: text.copyName(present).slice(0, LONGEST_MIX_NAME),
      rename: present,
    }[question],
  );
  const same = (other: string): boolean => other.toLowerCase() === name.trim().toLowerCase();
  const others = question === 'rename' ? taken : [...taken, present];
  const problem = name.trim() === '' ? text.noName : others.some(same) ? text.taken : null;
  const texts = {
    create: { title: text.createTitle, description: text.createText, action: text.createAction },
    duplicate: { title: text.duplicateTitle, description: text.duplicateText, action: text.duplicateAction },
    rename: { title: text.renameTitle, description: undefined, action: words().common.rename },
  }[question];
  return (
    <NameDialog
      {...texts}
      label={text.name}
      value={name}
      maxLength={LONGEST_MIX_NAME}
      onChange={setName}
      problem={problem}
      busy={false}
      failure={null}
      onSubmit={() => onSubmit(name.trim())}
      onClose={onClose}
    />
  );
}
