import { useSyncExternalStore } from 'react';
import { listKindOf } from '../../src-shared/batch/list.ts';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import { preload } from './preload.ts';
import { upload } from './uploads.ts';

/** Lists (CSV, TSV, M3U) that were dropped on the window, until the page for them takes them. */
let waiting: readonly GrantedFile[] = [];
const listeners = new Set<() => void>();

function set(next: readonly GrantedFile[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** The lists of a drop; empty if it has anything else, which is imported instead. Call it inside the drop event. */
export function listsOfDrop(transfer: DataTransfer): readonly File[] {
  const files = [...transfer.files];
  return files.every(({ name }) => listKindOf(name) !== null) ? files : [];
}

/** @throws Failure if the host does not take them */
export async function dropLists(files: readonly File[]): Promise<void> {
  const bridge = preload();
  if (bridge !== null) {
    set(await bridge.grantFiles(files));
    return;
  }
  const granted: GrantedFile[] = [];
  for (const file of files) granted.push(await upload(file, () => undefined, new AbortController().signal));
  set(granted);
}

export const useDroppedLists = (): readonly GrantedFile[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );

export const takeDroppedLists = (): void => {
  if (waiting.length > 0) set([]);
};
