import { z } from 'zod';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from '../rows/settings.ts';

/** The id, among sidecars, of what the user keeps for the whole library. */
export const VALUES_ID = 'values';

/** Migration 27 counts the changes of these. What was measured on this machine is measured again. */
const KEYS = ['listeners', 'balances', 'strip-presets', 'collections', 'settings'] as const;

/** Listeners, balances, presets of strips, collections and settings. Each reader checks its own value. */
export const KeptValues = z.partialRecord(z.enum(KEYS), z.unknown());
export type KeptValues = z.infer<typeof KeptValues>;

export function readKeptValues(db: ReadableDatabase): KeptValues {
  const kept = KEYS.map((key) => [key, getValue(db, key)] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

export function writeKeptValues(db: WritableDatabase, values: KeptValues): void {
  for (const key of KEYS) if (values[key] !== undefined) setValue(db, key, values[key]);
}
