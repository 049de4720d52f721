import { Tags } from 'lucide-react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { useTagCounts } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { EmptyState, FailureNote } from '../../ui/feedback.tsx';
import { sameTag } from '../../ui/tag-suggestions.ts';
import { TagDetails } from './TagDetails.tsx';
import { words } from '../../words/words.ts';
import './tags.css';

export interface TagLinks {
  hrefOf: (item: Item) => string;
  hrefOfTag: (tag: string) => string;
}

interface Props extends TagLinks {
  /** The selected tag; null if the URL names none. */
  readonly tag: string | null;
  onTag: (tag: string | null) => void;
}

/** Lists all tags, with each tag's items and Divisi's proposals for more. */
export function TagsPage({ tag, onTag, ...links }: Props) {
  const tags = useTagCounts();
  const list = tags.data ?? [];
  const chosen =
    list.find((entry) => tag !== null && sameTag(entry.tag, tag)) ?? (tag === null ? list[0] : undefined);
  return (
    <div className="page tags">
      <header className="page-header">
        <div>
          <h1>{words().tags.title}</h1>
          <p className="soft small">{words().tags.lead}</p>
        </div>
      </header>
      {tags.error !== null && <FailureNote {...describeFailure(tags.error)} />}
      {list.length === 0 && !tags.loading && tags.error === null && (
        <EmptyState icon={<Tags size={36} strokeWidth={1.4} aria-hidden="true" />} title={words().tags.none}>
          {words().tags.noneText}
        </EmptyState>
      )}
      {list.length > 0 && (
        <div className="tags-columns">
          <nav aria-label={words().tags.title}>
            <ul className="tag-list">
              {list.map((entry) => (
                <li key={entry.tag}>
                  <a
                    className="tag-item"
                    href={links.hrefOfTag(entry.tag)}
                    aria-current={entry.tag === chosen?.tag ? 'page' : undefined}
                  >
                    <span className="ellipsis">{entry.tag}</span>
                    <span className="faint small tabular">{entry.count}</span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {chosen === undefined ? (
            <EmptyState title={words().tags.noItems(tag ?? '')}>{words().tags.chooseOther}</EmptyState>
          ) : (
            <TagDetails key={chosen.tag} tag={chosen.tag} onTag={onTag} {...links} />
          )}
        </div>
      )}
    </div>
  );
}
