import { words } from '../words/words.ts';

/** Returns the display name of a job kind. The host may report kinds that this window doesn't know. */
export function nameOfKind(kind: string): string {
  const { kinds, otherKind } = words().jobs;
  const names = new Map<string, string>(Object.entries(kinds));
  return names.get(kind) ?? otherKind;
}
