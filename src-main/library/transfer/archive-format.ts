import { z } from 'zod';

/** The entry that lists all others with their hashes. */
export const MANIFEST = 'library.json';
export const MOST_MANIFEST_BYTES = 512 * 2 ** 20;

/** What a library's archive may contain at most. */
export const LIMITS = { entries: 1_000_000, entryBytes: 64 * 2 ** 30, bytes: 16 * 2 ** 40 };

/**
 * The only entries that an archive of a library may have: audio, scores, stems in their versions, notes, waveforms, covers,
 * impulse responses and the descriptions (sidecars) of recordings and separations. Models, Python, jobs and settings are no part of it.
 */
const ENTRY = new RegExp(
  [
    '^audio/rec_[a-z0-9]{1,40}\\.[a-z0-9.]{1,40}$',
    '^stems/sep_[a-z0-9]{1,40}/(v\\d{1,6}/)?[a-z0-9-]{1,60}\\.(wav|flac|json)$',
    '^peaks/(rec|stem)_[a-z0-9]{1,40}(\\.v\\d{1,6})?\\.peaks$',
    '^impulses/imp_[0-9a-z]{16}\\.wav$',
    '^covers/[0-9a-f]{64}\\.(jpg|png)(\\.thumbnail\\.jpg)?$',
  ].join('|'),
);

export const EntryName = z
  .string()
  .max(200)
  .regex(ENTRY, 'not a file of a library')
  .refine((name) => !name.includes('..'), 'leads elsewhere');

export const ArchiveManifest = z.object({
  divisi_library: z.literal(1),
  /** For people. */
  program: z.string().max(100),
  recordings: z.number().int().nonnegative(),
  separations: z.number().int().nonnegative(),
  entries: z.record(
    EntryName,
    z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
  ),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;
