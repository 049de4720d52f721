import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { ItemTable } from '../../ui/ItemTable.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly items: readonly Item[];
  hrefOf: (item: Item) => string;
}

/** Stems and excerpts that match a search. */
export function MatchingItems({ items, hrefOf }: Props) {
  return (
    <section aria-labelledby="matching-title">
      <h2 id="matching-title" className="matching-title">
        {words().library.parts}
      </h2>
      <ItemTable items={items} hrefOf={hrefOf} hideTitles />
    </section>
  );
}
