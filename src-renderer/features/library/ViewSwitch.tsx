import { LayoutGrid, List } from 'lucide-react';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import type { LibraryView } from './use-view.ts';

interface Props {
  readonly view: LibraryView;
  onView: (view: LibraryView) => void;
}

/** Shows the recordings as a list or as tiles. */
export function ViewSwitch({ view, onView }: Props) {
  const t = words().library.views;
  return (
    <div className="view-switch" role="group" aria-label={t.label}>
      <IconButton label={t.list} aria-pressed={view === 'list'} onClick={() => onView('list')}>
        <List size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label={t.grid} aria-pressed={view === 'grid'} onClick={() => onView('grid')}>
        <LayoutGrid size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
