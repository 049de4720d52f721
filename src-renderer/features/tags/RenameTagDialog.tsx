import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { useTagCounts } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { cleanTag, LONGEST_TAG, sameTag } from '../../ui/tag-suggestions.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly tag: string;
  onClose: () => void;
  onRenamed: (tag: string) => void;
}

/** Renames a tag. Entering another tag's name merges the two, after a warning. */
export function RenameTagDialog({ tag, onClose, onRenamed }: Props) {
  const [typed, setTyped] = useState(tag);
  const known = useTagCounts();
  const to = cleanTag(typed);
  const other = (known.data ?? []).find((entry) => sameTag(entry.tag, to) && !sameTag(entry.tag, tag));
  const rename = useAction(async () => {
    if (to !== tag) await api.tags.rename({ tag, to });
    onClose();
    onRenamed(other?.tag ?? to);
  });
  return (
    <NameDialog
      title={words().tags.rename.title}
      label={words().tags.rename.label}
      value={typed}
      onChange={setTyped}
      problem={to === '' ? words().tags.rename.needsName : null}
      hint={other === undefined ? undefined : words().tags.rename.merges(other.tag)}
      maxLength={LONGEST_TAG}
      action={other === undefined ? words().common.rename : words().tags.rename.merge}
      busy={rename.busy}
      failure={rename.error === null ? null : describeFailure(rename.error)}
      onSubmit={rename.run}
      onClose={onClose}
    />
  );
}
