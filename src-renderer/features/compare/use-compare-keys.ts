import { useEffect, useRef } from 'react';

interface Keys {
  hear: (side: 0 | 1) => void;
  other: () => void;
  toggle: () => void;
}

/** Space plays, C switches as it does between snapshots in the editor, A and B choose. */
export function useCompareKeys(keys: Keys): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { target } = event;
      // Letters choose an entry of a list, and Space presses a button.
      if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement) return;
      if (event.key === ' ' && (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement)) {
        return;
      }
      const act = actionOf(event.key.toLowerCase(), current.current);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function actionOf(key: string, { hear, other, toggle }: Keys): (() => void) | null {
  switch (key) {
    case ' ':
      return toggle;
    case 'c':
      return other;
    case 'a':
      return () => hear(0);
    case 'b':
      return () => hear(1);
    default:
      return null;
  }
}
