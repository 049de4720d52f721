import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { spokenTitle } from '../../ui/item-words.ts';
import { ItemCell } from '../../ui/ItemCell.tsx';
import { ProposalPanel } from './ProposalPanel.tsx';
import { RenameTagDialog } from './RenameTagDialog.tsx';
import type { TagLinks } from './TagsPage.tsx';
import { words } from '../../words/words.ts';

interface Props extends TagLinks {
  readonly tag: string;
  /** Called with the new name after a rename, or with null after the tag was deleted. */
  onTag: (tag: string | null) => void;
}

/** A tag with its proposals, its items and the rejected proposals. */
export function TagDetails({ tag, onTag, ...links }: Props) {
  const revision = useHost((host) => host.tagsRevision);
  const items = useLoad(`items of ${tag} ${revision}`, (signal) => api.tags.items({ tag }, { signal }));
  const readOnly = useCapabilities()?.readOnly ?? false;
  const audition = useAudition();
  const [asking, setAsking] = useState<'rename' | 'forget' | null>(null);
  const forget = useAction(async () => {
    await api.tags.forget({ tag });
    setAsking(null);
    onTag(null);
  });
  const remove = useAction(async (item: Item) => {
    await api.tags.remove({ itemId: item.id, tag });
  });
  const unrefuse = useAction(async (item: Item) => {
    await api.tags.unrefuse({ itemId: item.id, tag });
  });
  const tagged = items.data?.tagged ?? [];
  const refused = items.data?.refused ?? [];
  const error = items.error ?? remove.error ?? unrefuse.error;
  return (
    <article className="tag-details" aria-labelledby="tag-title">
      <header className="tag-head">
        <h2 id="tag-title" className="ellipsis">
          {tag}
        </h2>
        {!readOnly && (
          <div className="tag-tools">
            <Button
              size="sm"
              variant="quiet"
              icon={<Pencil size={14} aria-hidden="true" />}
              onClick={() => setAsking('rename')}
            >
              {words().common.rename}
            </Button>
            <Button
              size="sm"
              variant="quiet"
              icon={<Trash2 size={14} aria-hidden="true" />}
              onClick={() => setAsking('forget')}
            >
              {words().tags.delete}
            </Button>
          </div>
        )}
      </header>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {audition.failure !== null && <FailureNote {...describeFailure(audition.failure.failure)} />}
      <ProposalPanel tag={tag} readOnly={readOnly} {...links} />
      <section className="panel" aria-labelledby="tagged-title">
        <h3 id="tagged-title">
          {words().tags.tagged}{' '}
          <span className="faint tabular">{items.data === null ? '' : tagged.length}</span>
        </h3>
        <ItemList items={tagged} hrefOf={links.hrefOf}>
          {(item) =>
            !readOnly && (
              <Button
                size="sm"
                variant="quiet"
                aria-label={words().tags.takeFrom(spokenTitle(item))}
                disabled={remove.busy}
                onClick={() => remove.run(item)}
              >
                {words().tags.take}
              </Button>
            )
          }
        </ItemList>
      </section>
      {refused.length > 0 && (
        <details className="panel tag-refused">
          <summary>{words().tags.refused(refused.length)}</summary>
          <ItemList items={refused} hrefOf={links.hrefOf}>
            {(item) =>
              !readOnly && (
                <Button
                  size="sm"
                  variant="quiet"
                  aria-label={words().tags.unrefuseItem(spokenTitle(item))}
                  disabled={unrefuse.busy}
                  onClick={() => unrefuse.run(item)}
                >
                  {words().tags.unrefuse}
                </Button>
              )
            }
          </ItemList>
        </details>
      )}
      {asking === 'rename' && <RenameTagDialog tag={tag} onClose={() => setAsking(null)} onRenamed={onTag} />}
      <ConfirmDialog
        open={asking === 'forget'}
        onOpenChange={(open) => {
          if (!open) setAsking(null);
        }}
        title={words().tags.deleteTitle(tag)}
        action={words().tags.deleteAction}
        danger
        busy={forget.busy}
        onConfirm={() => forget.run()}
      >
        <p>{words().tags.deleteText(tagged.length)}</p>
        {forget.error !== null && <FailureNote {...describeFailure(forget.error)} />}
      </ConfirmDialog>
    </article>
  );
}

interface ListProps {
  readonly items: readonly Item[];
  hrefOf: (item: Item) => string;
  children: (item: Item) => React.ReactNode;
}

function ItemList({ items, hrefOf, children }: ListProps) {
  return (
    <ul className="tag-items">
      {items.map((item) => (
        <li key={item.id}>
          <ItemCell item={item} href={hrefOf(item)} />
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
