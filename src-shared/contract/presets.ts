import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LONGEST_TRACK_NAME, MOST_ENTRIES, MOST_PRESETS } from '../project/limits.ts';
import { StripEntry } from '../project/strip-entry.ts';

const Name = z.string().trim().min(1).max(LONGEST_TRACK_NAME);

/** A strip that the user keeps under a name, for any track of any project. */
export const StripPreset = z.object({
  name: Name,
  entries: z.array(StripEntry.omit({ id: true })).max(MOST_ENTRIES),
});
export type StripPreset = z.infer<typeof StripPreset>;

export const StripPresets = z.array(StripPreset).max(MOST_PRESETS);

/** Every call answers with all presets, by name. */
export const presetsContract = {
  list: oc.output(StripPresets),
  /** Replaces one of the same name. */
  save: oc.input(StripPreset).output(StripPresets),
  remove: oc.input(z.object({ name: Name })).output(StripPresets),
};
