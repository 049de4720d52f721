import { Listeners, type Listener } from '../../../src-shared/contract/listeners.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from './settings.ts';

const KEY = 'listeners';

/** The library's listeners, by name; none if what is stored does not fit its schema. */
export function getListeners(db: ReadableDatabase): Listener[] {
  return Listeners.safeParse(getValue(db, KEY)).data ?? [];
}

/** Adds listeners, or replaces those of the same names. */
export function saveListeners(db: WritableDatabase, added: readonly Listener[]): Listener[] {
  return changed(db, (before) => {
    const byName = new Map([...before, ...added].map((listener) => [listener.name, listener]));
    return [...byName.values()];
  });
}

export function removeListener(db: WritableDatabase, name: string): Listener[] {
  return changed(db, (before) => before.filter((listener) => listener.name !== name));
}

function changed(
  db: WritableDatabase,
  change: (before: readonly Listener[]) => readonly Listener[],
): Listener[] {
  return db.transaction(() => {
    const listeners = [...change(getListeners(db))].sort((a, b) =>
      a.name.localeCompare(b.name, 'en', { numeric: true }),
    );
    setValue(db, KEY, listeners);
    return listeners;
  });
}
