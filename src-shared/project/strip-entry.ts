import { z } from 'zod';

/** One processor of a strip; its parameters are declared in `src-shared/mixing/processors`. */
export const StripEntry = z.object({
  id: z.string().min(1).max(40),
  processor: z.string().regex(/^[a-z0-9-]+$/),
  version: z.number().int().positive(),
  params: z.record(z.string(), z.number()),
  bypassed: z.boolean(),
});
export type StripEntry = z.infer<typeof StripEntry>;
