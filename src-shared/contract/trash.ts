import { z } from 'zod';

/**
 * `version`: of a separation's stems. `stem-files`: files of stems that are stored in another format now.
 * `unused-files`: covers and impulse responses that nothing uses. `import`: a finished file that an interrupted import left
 * behind.
 */
export const TrashKind = z.enum([
  'recording',
  'separation',
  'version',
  'stem-files',
  'unused-files',
  'adaptation',
  'model',
  'import',
]);
export type TrashKind = z.infer<typeof TrashKind>;

/** The name of a trash entry's folder. */
export const TrashEntryId = z
  .string()
  .regex(/^[0-9TZ-]{10,40}-[\w.-]{1,120}$/, 'not an entry of the trash')
  .brand<'TrashEntryId'>();
export type TrashEntryId = z.infer<typeof TrashEntryId>;

export const Emptied = z.object({ entries: z.number().int(), bytes: z.number() });
export type Emptied = z.infer<typeof Emptied>;

/** The trash entry of a removed item; null if its files could not be moved yet or there was nothing to keep. */
export const Removed = z.object({ trashId: TrashEntryId.nullable() });
export type Removed = z.infer<typeof Removed>;

export const TrashEntry = z.object({
  id: TrashEntryId,
  kind: TrashKind,
  /** The name of the recording, model or adaptation; for a separation, the name of its recording. */
  title: z.string(),
  /** What was removed along with it, or its source: "3 separations", a model's id. */
  detail: z.string(),
  reason: z.string(),
  removedAt: z.string(),
  bytes: z.number().nonnegative(),
  /** Why it can't be restored at present; null if it can. */
  problem: z.string().nullable(),
});
export type TrashEntry = z.infer<typeof TrashEntry>;
