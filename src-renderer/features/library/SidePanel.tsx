import { Check, FolderSearch, MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Collection, Facet, FacetName, Facets } from '../../../src-shared/contract/finding.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { conditionText, hasCondition, toggled } from '../../../src-shared/search/write.ts';
import { words } from '../../words/words.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { FolderSection } from './FolderSection.tsx';

interface Props {
  readonly text: string;
  onText: (text: string) => void;
  readonly facets: Facets | null;
  readonly collections: readonly Collection[];
  readonly readOnly: boolean;
  onRename: (collection: Collection) => void;
  onRemove: (collection: Collection) => void;
}

/** Shown first; a button shows the others. */
const FEW = 5;
const ORDER = ['player', 'composer', 'ensemble', 'date', 'is', 'model'] as const satisfies FacetName[];
/** A recording has one of each of these, so that a second choice takes the place of the first. */
const SINGLE: ReadonlySet<FacetName> = new Set(['composer', 'ensemble', 'date']);

/** Kept searches, and what the recordings that are found are made of: each value narrows the search. */
export function SidePanel({ text, onText, facets, collections, readOnly, onRename, onRemove }: Props) {
  const t = words().library.side;
  return (
    <aside className="library-side" aria-label={t.label}>
      {collections.length > 0 && (
        <section>
          <h2>{t.collections}</h2>
          <ul>
            {collections.map((collection) => (
              <li key={collection.name} className="side-collection">
                <button
                  type="button"
                  className="side-value"
                  aria-pressed={collection.text === text}
                  onClick={() => onText(collection.text === text ? '' : collection.text)}
                >
                  <FolderSearch size={13} aria-hidden="true" />
                  <span className="ellipsis">{collection.name}</span>
                </button>
                <Menu
                  entries={[
                    {
                      kind: 'item',
                      label: words().common.rename,
                      icon: <Pencil size={14} aria-hidden="true" />,
                      disabled: readOnly,
                      onSelect: () => onRename(collection),
                    },
                    {
                      kind: 'item',
                      label: t.removeCollection,
                      icon: <Trash2 size={14} aria-hidden="true" />,
                      danger: true,
                      disabled: readOnly,
                      onSelect: () => onRemove(collection),
                    },
                  ]}
                  trigger={
                    <IconButton label={t.actionsFor(collection.name)} size="sm">
                      <MoreHorizontal size={14} aria-hidden="true" />
                    </IconButton>
                  }
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {facets !== null &&
        ORDER.map((name) => (
          <FacetSection key={name} name={name} facet={facets[name]} text={text} onText={onText} />
        ))}
      {facets !== null && <FolderSection facet={facets.folder} text={text} onText={onText} />}
    </aside>
  );
}

interface FacetProps {
  readonly name: FacetName;
  readonly facet: Facet;
  readonly text: string;
  onText: (text: string) => void;
}

function FacetSection({ name, facet, text, onText }: FacetProps) {
  const [all, setAll] = useState(false);
  const t = words().library.side;
  const shown = all ? facet : facet.slice(0, FEW);
  const conditionOf = (value: string): string => conditionText(name, value);
  const isChosen = (value: string): boolean => hasCondition(text, conditionOf(value));
  // One value that all recordings have narrows nothing.
  if (facet.length === 0 || (facet.length === 1 && !isChosen(facet[0]?.value ?? ''))) return null;
  return (
    <section aria-label={t.facets[name]}>
      <h2>{t.facets[name]}</h2>
      {shown.map(({ value, count }) => (
        <button
          key={value}
          type="button"
          className="side-value"
          aria-pressed={isChosen(value)}
          onClick={() => onText(toggled(text, conditionOf(value), SINGLE.has(name)))}
        >
          {isChosen(value) && <Check size={13} aria-hidden="true" />}
          <Value name={name} value={value} />
          <span className="side-count tabular">{count}</span>
        </button>
      ))}
      {facet.length > FEW && (
        <button type="button" className="side-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t.showFewer : t.showAll(facet.length)}
        </button>
      )}
    </section>
  );
}

function Value({ name, value }: { readonly name: FacetName; readonly value: string }): ReactNode {
  return (
    <span className="ellipsis" title={value}>
      {valueText(name, value)}
    </span>
  );
}

function valueText(name: FacetName, value: string): string {
  if (name === 'player') {
    const instrument = DeclaredInstrument.safeParse(value);
    return instrument.success ? words().instruments.title(instrument.data) : value;
  }
  const states: Readonly<Record<string, string>> = words().library.side.states;
  return name === 'is' ? (states[value] ?? value) : value;
}
