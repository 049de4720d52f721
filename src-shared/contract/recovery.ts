import { z } from 'zod';
import type { FailureCode } from './failure.ts';

/** Failures to open a library that the library itself offers a way out of. */
export const RECOVERABLE: readonly FailureCode[] = ['library/no-database', 'library/damaged'];

/** What a rebuild brought back, and what it could not. */
export const Rebuilt = z.object({
  recordings: z.number().int(),
  separations: z.number().int(),
  projects: z.number().int(),
  /** Audio without a description, which became recordings named after their file. */
  withoutSidecar: z.array(z.string()),
  /** What could not come back; every file is still where it was. */
  problems: z.array(z.object({ file: z.string(), reason: z.string() })),
  /** The old database's name in the folder "backups"; null where there was none. */
  kept: z.string().nullable(),
});
export type Rebuilt = z.infer<typeof Rebuilt>;
