import { z } from 'zod';

/** The library's database as it was at some time; recordings and stems lie beside it and are in none. */
export const Backup = z.object({
  name: z.string(),
  /** `before-restore` and `damaged` were the database itself, until something else took its place. */
  kind: z.enum(['backup', 'before-restore', 'damaged']),
  /** What the clock said, in ISO 8601. */
  takenAt: z.string(),
  bytes: z.number(),
});
export type Backup = z.infer<typeof Backup>;

export const Backups = z.object({
  /** Newest first, and then what was set aside. */
  backups: z.array(Backup),
  /** Why the last backup of its own accord could not be made. */
  problem: z.string().nullable(),
  /** Entries of the library that are damaged, and so left out of its lists. */
  damagedEntries: z.number().int(),
});
export type Backups = z.infer<typeof Backups>;
