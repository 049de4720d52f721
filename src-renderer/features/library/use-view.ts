import { useState } from 'react';

/** How the library shows its recordings. */
export type LibraryView = 'list' | 'grid';

const KEY = 'library-view';

const remembered = (): LibraryView => (localStorage.getItem(KEY) === 'grid' ? 'grid' : 'list');

/** The view that was chosen last on this machine. */
export function useView(): readonly [LibraryView, (view: LibraryView) => void] {
  const [view, setView] = useState(remembered);
  return [
    view,
    (next) => {
      localStorage.setItem(KEY, next);
      setView(next);
    },
  ];
}
