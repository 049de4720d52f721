import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Tag } from '../../../../src-shared/contract/item-schemas.ts';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import { api } from '../../../api/client.ts';
import { useAction, useLoad } from '../../../api/hooks.ts';
import { useTagCounts } from '../../../api/items.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useHost } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly recordings: readonly Recording[];
  onClose: () => void;
}

/** Adds a tag to several recordings, or removes one from them. */
export function TagSelected({ recordings, onClose }: Props) {
  const t = words().library.selection;
  const list = useId();
  const [typed, setTyped] = useState('');
  const itemIds = recordings.map(({ id }) => id);
  const revision = useHost((host) => host.tagsRevision);
  const tags = useLoad(`tags of ${itemIds.join(' ')} ${revision}`, (signal) =>
    api.tags.ofItems({ itemIds }, { signal }),
  );
  const known = useTagCounts();
  const change = useAction(async (tag: string, has: boolean) => {
    await api.tags.change({ itemIds, tag, has });
    if (has) setTyped('');
  });
  const parsed = Tag.safeParse(typed);
  const error = tags.error ?? change.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t.tagTitle(recordings.length)}
      width="sm"
      footer={<Button onClick={onClose}>{words().common.close}</Button>}
    >
      <form
        className="selection-tag"
        onSubmit={(event) => {
          event.preventDefault();
          if (parsed.success) change.run(parsed.data, true);
        }}
      >
        <TextField
          label={t.tagLabel}
          value={typed}
          maxLength={60}
          autoComplete="off"
          list={list}
          onChange={setTyped}
        />
        <datalist id={list}>
          {(known.data ?? []).map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        <Button type="submit" variant="primary" busy={change.busy} disabled={!parsed.success}>
          {t.tagAdd}
        </Button>
      </form>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {tags.data !== null && tags.data.length === 0 && <p className="soft">{t.noTags}</p>}
      {tags.data !== null && tags.data.length > 0 && (
        <ul className="tag-chips" aria-label={words().common.tags}>
          {tags.data.map(({ tag, count }) => (
            <li key={tag} className="tag-chip selection-chip">
              {tag}
              <span className="faint tabular">{t.tagCount(count, recordings.length)}</span>
              {count < recordings.length && (
                <button
                  type="button"
                  aria-label={t.tagAll(tag)}
                  title={t.tagAll(tag)}
                  disabled={change.busy}
                  onClick={() => change.run(tag, true)}
                >
                  <Plus size={12} aria-hidden="true" />
                </button>
              )}
              <button
                type="button"
                aria-label={t.untagAll(tag)}
                title={t.untagAll(tag)}
                disabled={change.busy}
                onClick={() => change.run(tag, false)}
              >
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
