import type { ReactNode } from 'react';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { instrumentsText } from './item-words.ts';
import { ItemCell, TagChips } from './ItemCell.tsx';
import { words } from '../words/words.ts';

interface Column<I extends Item> {
  readonly title: string;
  /** Marks the column of action buttons, aligned right; its heading is for screen readers only. */
  readonly actions?: boolean;
  cell: (item: I) => ReactNode;
}

interface Props<I extends Item> {
  readonly items: readonly I[];
  hrefOf: (item: Item) => string;
  /** Extra columns, shown after the item and its instruments. */
  readonly columns?: readonly Column<I>[];
  /** Shows the column headings to screen readers only. */
  readonly hideTitles?: boolean;
}

/** A table of recordings, stems and excerpts, with their tags and instruments. */
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
