import { Tag as TagIcon, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ItemId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { useTagCounts, useTagged } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { TagInput } from './TagInput.tsx';
import { words } from '../../words/words.ts';
import './tags.css';

interface Props {
  readonly itemId: ItemId;
  /** The title of the tagged item, for screen readers. */
  readonly title: string;
  /** Returns the URL of a tag's page. */
  hrefOfTag: (tag: string) => string;
}

/** An item's tags, with links and controls to remove and add them. */
export function ItemTags({ itemId, title, hrefOfTag }: Props) {
  const item = useTagged(itemId);
  const known = useTagCounts();
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [adding, setAdding] = useState(false);
  const add = useAction(async (tag: string) => {
    await api.tags.add({ itemId, tag });
  });
  const remove = useAction(async (tag: string) => {
    await api.tags.remove({ itemId, tag });
  });
  const opener = useRef<HTMLButtonElement>(null);
  const tags = item.data?.tags ?? [];
  const error = item.error ?? add.error ?? remove.error;
  return (
    <div className="item-tags">
      {tags.length > 0 && (
        <ul className="tag-chips" aria-label={words().tags.of(title)}>
          {tags.map((tag) => (
            <li key={tag} className="tag-chip">
              <a href={hrefOfTag(tag)}>{tag}</a>
              {!readOnly && (
                <button
                  type="button"
                  className="tag-remove"
                  aria-label={words().tags.removeFrom(tag, title)}
                  disabled={remove.busy}
                  onClick={() => {
                    remove.run(tag);
                    opener.current?.focus();
                  }}
                >
                  <X size={11} aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <TagInput
          title={title}
          known={(known.data ?? []).map((entry) => entry.tag)}
          taken={tags}
          busy={add.busy}
          onAdd={(tag) => add.run(tag)}
          onClose={(byKey) => {
            setAdding(false);
            if (byKey) requestAnimationFrame(() => opener.current?.focus());
          }}
        />
      ) : (
        !readOnly && (
          <button
            ref={opener}
            type="button"
            className="tag-add"
            aria-label={words().tags.addTo(title)}
            onClick={() => setAdding(true)}
          >
            <TagIcon size={12} aria-hidden="true" /> {words().tags.add}
          </button>
        )
      )}
      {error !== null && (
        <p className="field-error" role="alert">
          {describeFailure(error).title}
        </p>
      )}
    </div>
  );
}
