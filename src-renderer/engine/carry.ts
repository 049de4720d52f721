import type { SeparationId, StemId } from '../../src-shared/project/ids.ts';

/** The playback state when a page was left, for the next page that plays the same stems. */
export interface Carried {
  readonly position: number;
  readonly playing: boolean;
  /** The only stem that was audible, or null. */
  readonly only: StemId | null;
}

let kept: { readonly id: SeparationId; readonly heard: Carried } | null = null;

/**
 * Call when the next page replaces the one that played; navigating once more discards the state.
 * @param pages dispatches `hashchange`
 */
export function leaveOff(id: SeparationId, heard: Carried, pages: EventTarget = window): void {
  kept = { id, heard };
  pages.addEventListener('hashchange', () => (kept = null), { once: true });
}

/** Returns the state left by the previous page and removes it. */
export function takeUp(id: SeparationId): Carried | null {
  const found = kept;
  kept = null;
  return found?.id === id ? found.heard : null;
}
