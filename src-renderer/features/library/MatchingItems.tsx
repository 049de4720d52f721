import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { instrumentsText } from '../../ui/item-words.ts';
import { ItemCell, TagChips } from '../../ui/ItemCell.tsx';

interface Props {
  readonly items: readonly Item[];
  hrefOf(item: Item): string;
}

/** Stems and excerpts that a search found. */
export function MatchingItems({ items, hrefOf }: Props) {
  return (
    <section aria-labelledby="matching-title">
      <h2 id="matching-title" className="matching-title">
        Stems and excerpts
      </h2>
      <table className="items">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Instruments</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>
                <ItemCell item={item} href={hrefOf(item)}>
                  <TagChips tags={item.tags} />
                </ItemCell>
              </td>
              <td className="soft small">{instrumentsText(item)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
