import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { useTagCounts } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Note } from '../../ui/feedback.tsx';
import { TextField } from '../../ui/fields.tsx';
import { cleanTag, LONGEST_TAG, sameTag } from '../../ui/tag-suggestions.ts';

interface Props {
  readonly tag: string;
  onClose(): void;
  onRenamed(tag: string): void;
}

/** A new name; that of another tag makes the two one, and says so first. */
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
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Rename tag"
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="rename-tag" busy={rename.busy} disabled={to === ''}>
            {other === undefined ? 'Rename' : 'Merge'}
          </Button>
        </>
      }
    >
      <form
        id="rename-tag"
        onSubmit={(event) => {
          event.preventDefault();
          if (to !== '') rename.run();
        }}
      >
        <TextField
          label="Tag"
          value={typed}
          maxLength={LONGEST_TAG}
          onChange={setTyped}
          error={to === '' ? 'A tag needs a name' : null}
          hint={other === undefined ? undefined : `“${other.tag}” exists: the two become one.`}
          onFocus={(event) => event.target.select()}
        />
      </form>
      {rename.error !== null && <Note tone="error" title={describeFailure(rename.error).title} />}
    </Dialog>
  );
}
