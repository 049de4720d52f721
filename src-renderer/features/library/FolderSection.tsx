import { Folder as FolderIcon } from 'lucide-react';
import { useState } from 'react';
import type { Facet } from '../../../src-shared/contract/finding.ts';
import { conditionText, toggled } from '../../../src-shared/search/write.ts';
import { words } from '../../words/words.ts';
import { chosenFolder, foldersOf } from './folders.ts';

interface Props {
  readonly facet: Facet;
  readonly text: string;
  onText: (text: string) => void;
}

/** Shown first; a button shows the others. */
const FEW = 5;

/** The folders that the recordings came from: the way to the one that is shown, and the folders in it. */
export function FolderSection({ facet, text, onText }: Props) {
  const [all, setAll] = useState(false);
  const t = words().library.side;
  const chosen = chosenFolder(text);
  const { way, inside } = foldersOf(facet, chosen);
  if (chosen === null && inside.length < 2) return null;
  const condition = (path: string): string => conditionText('folder', path);
  const go = (path: string): void => onText(path === chosen ? text : toggled(text, condition(path), true));
  return (
    <section aria-label={t.facets.folder}>
      <h2>{t.facets.folder}</h2>
      <nav className="side-way" aria-label={t.way}>
        {chosen !== null && (
          <button type="button" onClick={() => onText(toggled(text, condition(chosen), true))}>
            {t.allFolders}
          </button>
        )}
        {way.map(({ path, name }) => (
          <button
            key={path}
            type="button"
            title={path}
            aria-current={path === chosen ? 'location' : undefined}
            onClick={() => go(path)}
          >
            {name}
          </button>
        ))}
      </nav>
      {(all ? inside : inside.slice(0, FEW)).map(({ path, name, count }) => (
        <button key={path} type="button" className="side-value" title={path} onClick={() => go(path)}>
          <FolderIcon size={13} aria-hidden="true" />
          <span className="ellipsis">{name}</span>
          <span className="side-count tabular">{count}</span>
        </button>
      ))}
      {inside.length > FEW && (
        <button type="button" className="side-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t.showFewer : t.showAll(inside.length)}
        </button>
      )}
    </section>
  );
}
