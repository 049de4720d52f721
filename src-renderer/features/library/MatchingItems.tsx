import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { ItemTable } from '../../ui/ItemTable.tsx';

interface Props {
  readonly items: readonly Item[];
  hrefOf: (item: Item) => string;
}

/** Stems and excerpts that a search found. */
export function MatchingItems({ items, hrefOf }: Props) {
  return (
    <section aria-labelledby="matching-title">
      <h2 id="matching-title" className="matching-title">
        Stems and excerpts
      </h2>
      <ItemTable items={items} hrefOf={hrefOf} hideTitles />
    </section>
  );
}
