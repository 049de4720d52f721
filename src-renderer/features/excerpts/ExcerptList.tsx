import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { ExcerptId } from '../../../src-shared/project/ids.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { useExcerpts } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { ItemCell } from '../../ui/ItemCell.tsx';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { words } from '../../words/words.ts';
import './excerpts.css';

interface Props {
  readonly recordingId: RecordingId;
  /** Returns null if the item is on the current page. */
  hrefOf: (item: Item) => string | null;
  /** Renders an excerpt's tags and its "more like this" link. */
  renderTools: (item: Item) => ReactNode;
}

/** Lists the excerpts of a recording and its stems; renders nothing if there are none. */
export function ExcerptList({ recordingId, hrefOf, renderTools }: Props) {
  const excerpts = useExcerpts(recordingId);
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [renaming, setRenaming] = useState<Item | null>(null);
  const [removing, setRemoving] = useState<Item | null>(null);
  const remove = useAction(async (item: Item) => {
    await api.excerpts.remove({ excerptId: ExcerptId.parse(item.id) });
    setRemoving(null);
  });
  const list = excerpts.data ?? [];
  if (excerpts.error !== null) return <FailureNote {...describeFailure(excerpts.error)} />;
  if (list.length === 0) return null;
  return (
    <section className="panel excerpts" aria-labelledby="excerpts-title">
      <h2 id="excerpts-title">{words().excerpts.title}</h2>
      <ul className="excerpt-list">
        {list.map((item) => (
          <li key={item.id} className="excerpt">
            <ItemCell item={item} href={hrefOf(item)} />
            <div className="excerpt-tools">{renderTools(item)}</div>
            {!readOnly && (
              <div className="excerpt-actions">
                <IconButton
                  size="sm"
                  label={words().excerpts.rename(item.title)}
                  onClick={() => setRenaming(item)}
                >
                  <Pencil size={14} aria-hidden="true" />
                </IconButton>
                <IconButton
                  size="sm"
                  label={words().excerpts.delete(item.title)}
                  onClick={() => {
                    remove.clear();
                    setRemoving(item);
                  }}
                >
                  <Trash2 size={14} aria-hidden="true" />
                </IconButton>
              </div>
            )}
          </li>
        ))}
      </ul>
      {renaming !== null && <RenameExcerptDialog item={renaming} onClose={() => setRenaming(null)} />}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null);
        }}
        title={words().excerpts.deleteTitle(removing?.title ?? '')}
        action={words().excerpts.deleteAction}
        danger
        busy={remove.busy}
        onConfirm={() => {
          if (removing !== null) remove.run(removing);
        }}
      >
        <p>{words().excerpts.deleteText}</p>
        {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      </ConfirmDialog>
    </section>
  );
}

function RenameExcerptDialog({ item, onClose }: { readonly item: Item; onClose: () => void }) {
  const [name, setName] = useState(item.title);
  const rename = useAction(async () => {
    await api.excerpts.rename({ excerptId: ExcerptId.parse(item.id), name });
    onClose();
  });
  return (
    <NameDialog
      title={words().excerpts.renameTitle}
      label={words().excerpts.name}
      value={name}
      onChange={setName}
      problem={name.trim() === '' ? words().excerpts.needsName : null}
      maxLength={200}
      action={words().common.rename}
      busy={rename.busy}
      failure={rename.error === null ? null : describeFailure(rename.error)}
      onSubmit={rename.run}
      onClose={onClose}
    />
  );
}
