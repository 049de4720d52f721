/** What the window holds and the host has not stored, by its owner, with what stores it. */
const unsaved = new Map<object, () => Promise<void>>();

/** @param save stores what `owner` holds; null once it is stored or given up */
export function noteUnsaved(owner: object, save: (() => Promise<void>) | null): void {
  if (save === null) unsaved.delete(owner);
  else unsaved.set(owner, save);
}

export const hasUnsaved = (): boolean => unsaved.size > 0;

/** Tries to store all of it. Resolves once that is done or failed. */
export async function saveUnsaved(): Promise<void> {
  await Promise.all([...unsaved.values()].map((save) => save()));
}
