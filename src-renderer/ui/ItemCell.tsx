import { AudioLines, FileAudio, Scissors } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { AuditionButton } from './AuditionButton.tsx';
import { auditionOf, placeText, spokenTitle } from './item-words.ts';
import { words } from '../words/words.ts';

const ICONS = { recording: FileAudio, stem: AudioLines, excerpt: Scissors } as const;

interface Props {
  readonly item: Item;
  /** Null if the current page already shows the item. */
  readonly href: string | null;
  /** Shown next to the item's origin: tags, a figure. */
  readonly children?: ReactNode;
}

/** An item in a list: a preview button, its kind, and its title as a link. */
export function ItemCell({ item, href, children }: Props) {
  const Icon = ICONS[item.kind];
  return (
    <div className="item-cell">
      <AuditionButton request={auditionOf(item)} title={spokenTitle(item)} />
      <Icon className="item-icon" size={16} aria-hidden="true" />
      <div className="item-names">
        {href === null ? (
          <span className="item-title ellipsis">{item.title}</span>
        ) : (
          <a className="item-title ellipsis" href={href}>
            {item.title}
          </a>
        )}
        <span className="item-place ellipsis">{placeText(item)}</span>
        {children}
      </div>
    </div>
  );
}

/** Read-only tags. */
export function TagChips({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className="tag-chips" aria-label={words().common.tags}>
      {tags.map((tag) => (
        <li key={tag} className="tag-chip">
          {tag}
        </li>
      ))}
    </ul>
  );
}
