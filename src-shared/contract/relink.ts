import { z } from 'zod';

const count = z.number().int().nonnegative();

/** How far the search for missing files has come. The last event has `done`. */
export const RelinkProgress = z.object({
  /** Files whose content was compared, of those that may be meant. */
  checked: count,
  files: count,
  /** Recordings that were found. */
  relinked: count,
  /** Recordings that are still missing. */
  missing: count,
  done: z.boolean(),
});
export type RelinkProgress = z.infer<typeof RelinkProgress>;
