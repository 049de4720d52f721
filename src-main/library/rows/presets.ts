import { StripPresets, type StripPreset } from '../../../src-shared/contract/presets.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from './settings.ts';

const KEY = 'strip-presets';

/** The user's strips, by name; none if what is stored no longer fits its schema. */
export function getPresets(db: ReadableDatabase): StripPreset[] {
  return StripPresets.safeParse(getValue(db, KEY)).data ?? [];
}

/** Adds a preset, or replaces the one of the same name. */
export function savePreset(db: WritableDatabase, preset: StripPreset): StripPreset[] {
  return changed(db, (presets) => [...without(presets, preset.name), preset]);
}

export function removePreset(db: WritableDatabase, name: string): StripPreset[] {
  return changed(db, (presets) => without(presets, name));
}

const without = (presets: readonly StripPreset[], name: string): StripPreset[] =>
  presets.filter((preset) => preset.name !== name);

function changed(
  db: WritableDatabase,
  change: (presets: readonly StripPreset[]) => StripPreset[],
): StripPreset[] {
  return db.transaction(() => {
    const presets = change(getPresets(db)).sort((a, b) => a.name.localeCompare(b.name));
    setValue(db, KEY, presets);
    return presets;
  });
}
