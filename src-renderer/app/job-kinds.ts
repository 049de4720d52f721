import { words } from '../words/words.ts';

/** What a kind of job is called; the host may have kinds that the window has no name for. */
export function nameOfKind(kind: string): string {
  const { kinds, otherKind } = words().jobs;
  const names = new Map<string, string>(Object.entries(kinds));
  return names.get(kind) ?? otherKind;
}
