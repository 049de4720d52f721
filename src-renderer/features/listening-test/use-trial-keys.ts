import type { StudyKind } from '../../../src-shared/studies/study.ts';
import { useWindowKeys } from '../../ui/use-window-keys.ts';

interface Keys {
  readonly kind: StudyKind;
  readonly hasReference: boolean;
  /** Counts the reference, where there is one. */
  select: (index: number) => void;
  toggle: () => void;
}

/** Keys that work wherever the focus is: Space, R, digits or letters. */
export function useTrialKeys(keys: Keys): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') {
      // On a focused button, Space presses that button.
      if (event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement) {
        if (!(event.target instanceof HTMLInputElement && event.target.type === 'range')) return;
      }
      event.preventDefault();
      keys.toggle();
      return;
    }
    const index = indexOf(event.key.toLowerCase(), keys);
    if (index === null) return;
    event.preventDefault();
    keys.select(index);
  };
  useWindowKeys({ onKeyDown });
}

function indexOf(key: string, { kind, hasReference }: Keys): number | null {
  const first = hasReference ? 1 : 0;
  if (hasReference && (key === 'r' || key === '0')) return 0;
  if (kind === 'mushra') return /^[1-9]$/.test(key) ? first + Number(key) - 1 : null;
  const letter = 'ab'.indexOf(key);
  if (key.length === 1 && letter >= 0) return first + letter;
  return kind === 'abx' && key === 'x' ? first + 2 : null;
}
