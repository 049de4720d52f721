import { useSyncExternalStore } from 'react';

/** Counts the moves that this window follows; 0 while it follows none. */
let following = 0;
let last = 0;
const listeners = new Set<() => void>();

function set(next: number): void {
  following = next;
  for (const listener of listeners) listener();
}

/** A window that begins a move follows it before the host's state says so. */
export function follow(): void {
  last += 1;
  set(last);
}

export const unfollow = (): void => set(0);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useFollowing = (): number => useSyncExternalStore(subscribe, () => following);
