import { Balances, type Balance } from '../../../src-shared/contract/balances.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from './settings.ts';

const KEY = 'balances';

/** The user's balances, by name; none if what is stored no longer fits its schema. */
export function getBalances(db: ReadableDatabase): Balance[] {
  return Balances.safeParse(getValue(db, KEY)).data ?? [];
}

/** Replaces all balances by what `change` makes of them. */
export function changeBalances(
  db: WritableDatabase,
  change: (before: readonly Balance[]) => readonly Balance[],
): Balance[] {
  return db.transaction(() => {
    const balances = [...change(getBalances(db))].sort((a, b) => a.name.localeCompare(b.name));
    setValue(db, KEY, balances);
    return balances;
  });
}
