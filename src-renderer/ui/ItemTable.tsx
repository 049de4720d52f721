import type { ReactNode } from 'react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { instrumentsText } from './item-words.ts';
import { ItemCell, TagChips } from './ItemCell.tsx';
import { words } from '../words/words.ts';

interface Column<I extends Item> {
  readonly title: string;
  /** What can be done, at the right; its title is only spoken. */
  readonly actions?: boolean;
  cell: (item: I) => ReactNode;
}

interface Props<I extends Item> {
  readonly items: readonly I[];
  hrefOf: (item: Item) => string;
  /** Behind item and instruments. */
  readonly columns?: readonly Column<I>[];
  /** The titles are only spoken. */
  readonly hideTitles?: boolean;
}

/** Recordings, stems and excerpts as rows: what it is, its tags, who plays. */
export function ItemTable<I extends Item>({ items, hrefOf, columns = [], hideTitles = false }: Props<I>) {
  return (
    <table className="items">
      <thead className={hideTitles ? 'visually-hidden' : undefined}>
        <tr>
          <th scope="col">{words().items.item}</th>
          <th scope="col">{words().items.instruments}</th>
          {columns.map(({ title, actions = false }) => (
            <th key={title} scope="col">
              {actions ? <span className="visually-hidden">{title}</span> : title}
            </th>
          ))}
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
            {columns.map((column) => (
              <td key={column.title} className={column.actions === true ? 'items-actions' : undefined}>
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
