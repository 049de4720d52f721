import { useState } from 'react';
import type { Collection } from '../../../src-shared/contract/finding.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly text: string;
  /** The collection that gets another name; null for a new one. */
  readonly renamed: Collection | null;
  onSaved: (collections: readonly Collection[]) => void;
  onClose: () => void;
}

/** Keeps a search under a name, or gives a kept one another name. */
export function CollectionDialog({ text, renamed, onSaved, onClose }: Props) {
  const [name, setName] = useState(renamed?.name ?? '');
  const t = words().library.side;
  const save = useAction(async () => {
    const was = renamed === null ? {} : { was: renamed.name };
    onSaved(await api.collections.save({ name: name.trim(), text: renamed?.text ?? text, ...was }));
    onClose();
  });
  return (
    <NameDialog
      title={renamed === null ? t.saveTitle : t.renameTitle}
      description={renamed === null ? t.saveText(text) : undefined}
      label={t.name}
      value={name}
      onChange={setName}
      problem={name.trim() === '' ? t.nameMissing : null}
      maxLength={100}
      action={renamed === null ? t.save : words().common.rename}
      busy={save.busy}
      failure={save.error === null ? null : describeFailure(save.error)}
      onSubmit={() => save.run()}
      onClose={onClose}
    />
  );
}
