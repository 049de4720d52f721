import type { SeparationId, StemId } from '../../src-shared/project/ids.ts';

/** What was heard as a page was left, for the page that plays the same stems next. */
export interface Carried {
  readonly position: number;
  readonly playing: boolean;
  /** The only stem that was heard, or null. */
  readonly only: StemId | null;
}

let kept: { readonly id: SeparationId; readonly heard: Carried } | null = null;

/**
 * Called as the next page takes the place of the one that played; going on to yet another forgets it.
 * @param pages tells of it by `hashchange`
 */
export function leaveOff(id: SeparationId, heard: Carried, pages: EventTarget = window): void {
  kept = { id, heard };
  pages.addEventListener('hashchange', () => (kept = null), { once: true });
}

/** What was left off just now; whoever takes it has it alone. */
export function takeUp(id: SeparationId): Carried | null {
  const found = kept;
  kept = null;
  return found?.id === id ? found.heard : null;
}
