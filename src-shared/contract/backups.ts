import { z } from 'zod';

/** A snapshot of the library's database. Recordings and stems are stored beside it and are not part of a backup. */
export const Backup = z.object({
  name: z.string(),
  /** `before-restore` and `damaged` are former databases that were set aside when another one replaced them. */
  kind: z.enum(['backup', 'before-restore', 'damaged']),
  /** The time of the backup, in ISO 8601. */
  takenAt: z.string(),
  bytes: z.number(),
});
export type Backup = z.infer<typeof Backup>;

export const Backups = z.object({
  /** Backups, newest first, followed by the databases that were set aside. */
  backups: z.array(Backup),
  /** Why the last automatic backup failed; null if it succeeded. */
  problem: z.string().nullable(),
  /** The number of damaged library entries, which the lists leave out. */
  damagedEntries: z.number().int(),
});
export type Backups = z.infer<typeof Backups>;
