import type { PresetEntry } from '../../../src-shared/mixing/presets.ts';

let copied: readonly PresetEntry[] | null = null;
const listeners = new Set<() => void>();

/** The strip that was copied last, for any track of any project until the window closes. */
export const stripClipboard = {
  get: (): readonly PresetEntry[] | null => copied,
  set: (entries: readonly PresetEntry[]): void => {
    copied = entries;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
