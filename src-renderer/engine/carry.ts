import type { SeparationId, StemId } from '../../src-shared/project/ids.ts';

/** What was heard as a page was left, for the page that plays the same stems next. */
export interface Carried {
  readonly position: number;
  readonly playing: boolean;
  /** The only stem that was heard, or null. */
  readonly only: StemId | null;
}

/** Whoever comes later than this means to begin anew. */
const KEPT_MS = 10_000;

let kept: { readonly id: SeparationId; readonly heard: Carried; readonly at: number } | null = null;

export function leaveOff(id: SeparationId, heard: Carried, now: number = performance.now()): void {
  kept = { id, heard, at: now };
}

/** What was left off a moment ago; whoever takes it has it alone. */
export function takeUp(id: SeparationId, now: number = performance.now()): Carried | null {
  const found = kept;
  kept = null;
  return found !== null && found.id === id && now - found.at <= KEPT_MS ? found.heard : null;
}
