import type { KeyboardEvent } from 'react';
import { useWindowKeys } from '../../../ui/use-window-keys.ts';
import { howOf } from './selection.ts';
import type { Selecting } from './use-selection.ts';

const PAGE_ROWS = 8;

interface Options {
  readonly selecting: Selecting;
  readonly total: number;
  /** Opens the row at the cursor. */
  onOpen: (index: number) => void;
  /** Previews the row at the cursor, or stops its preview. */
  onPreview: (index: number) => void;
  /** Called for every row that the arrow keys reach. */
  onReach: (index: number) => void;
  onRemove: () => void;
  /** Stops a preview; false if there is none. */
  onStop: () => boolean;
}

/** The keys of the list: those for rows while the list has the focus, Ctrl+A and Escape on the whole page. */
export function useListKeys(options: Options): (event: KeyboardEvent<HTMLElement>, columns?: number) => void {
  const onKeyDown = (event: globalThis.KeyboardEvent): void => {
    if (event.defaultPrevented || isBusyElsewhere(event.target)) return;
    if (event.key === 'Escape') {
      if (!options.onStop()) options.selecting.clear();
    } else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      options.selecting.chooseAll();
    }
  };
  useWindowKeys({ onKeyDown });

  return (event, columns = 1) => {
    const { selecting, total, onOpen, onPreview, onReach, onRemove } = options;
    // A link or button in the list keeps its own keys.
    if (event.target !== event.currentTarget || event.altKey || total === 0) return;
    const at = selecting.cursor === null ? null : Math.min(selecting.cursor.index, total - 1);
    const to = targetOf(event.key, at, total, columns);
    const isControl = event.ctrlKey || event.metaKey;
    if (to !== null) {
      if (isControl && !event.shiftKey) selecting.move(to);
      else {
        selecting.choose(to, howOf(event), true);
        if (!event.shiftKey) onReach(to);
      }
    } else if (event.key === ' ' && at !== null) {
      if (isControl) selecting.choose(at, 'toggle', true);
      else if (event.shiftKey) selecting.choose(at, 'range', true);
      else onPreview(at);
    } else if (event.key === 'Enter' && at !== null) onOpen(at);
    else if (event.key === 'Delete' && selecting.recordings.length > 0) onRemove();
    else if (event.key !== ' ') return;
    event.preventDefault();
  };
}

/** The row that a key goes to, or null for other keys. */
function targetOf(key: string, at: number | null, total: number, columns: number): number | null {
  const move = (by: number): number => Math.min(total - 1, Math.max(0, at === null ? 0 : at + by));
  switch (key) {
    case 'ArrowDown':
      return move(columns);
    case 'ArrowUp':
      return move(-columns);
    case 'ArrowRight':
      return columns > 1 ? move(1) : null;
    case 'ArrowLeft':
      return columns > 1 ? move(-1) : null;
    case 'PageDown':
      return move(PAGE_ROWS);
    case 'PageUp':
      return move(-PAGE_ROWS);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}

/** Whether keys belong to a text field, an open dialog or an open menu. */
function isBusyElsewhere(target: EventTarget | null): boolean {
  const isField =
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement;
  return isField || document.querySelector('.dialog, [role=menu]') !== null;
}
