import { z } from 'zod';
import type { FailureCode } from './failure.ts';

/** Failures to open a library that can be recovered from the library's own files. */
export const RECOVERABLE: readonly FailureCode[] = ['library/no-database', 'library/damaged'];

/** What a rebuild recovered, and what it could not. */
export const Rebuilt = z.object({
  recordings: z.number().int(),
  separations: z.number().int(),
  projects: z.number().int(),
  /** Listening tests. */
  studies: z.number().int(),
  /** Audio without a sidecar file, imported as recordings named after their files. */
  withoutSidecar: z.array(z.string()),
  /** Files that could not be recovered; every one is still in its place. */
  problems: z.array(z.object({ file: z.string(), reason: z.string() })),
  /** The old database's name in the folder "backups"; null if there was none. */
  kept: z.string().nullable(),
});
export type Rebuilt = z.infer<typeof Rebuilt>;
