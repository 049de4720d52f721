import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LONGEST_MIX_NAME } from '../project/limits.ts';
import { ProjectId, SeparationId } from '../project/ids.ts';

/** One of the mixes of a separation, each a project with a history of its own. */
export const Mix = z.object({
  projectId: ProjectId,
  /** As last saved; empty for a mix that was not named. */
  name: z.string(),
  /** ISO 8601. */
  updatedAt: z.string(),
  /** Deleted, and kept to be restored. */
  removed: z.boolean(),
});
export type Mix = z.infer<typeof Mix>;

const Of = z.object({ projectId: ProjectId });

export const mixesContract = {
  /** In the order in which they were made, deleted ones included. */
  list: oc.input(z.object({ separationId: SeparationId })).output(z.array(Mix)),
  /** A new mix as separated, or a copy of another one; fails with `call/invalid` once there are too many. */
  create: oc
    .input(
      z.object({
        separationId: SeparationId,
        name: z.string().trim().min(1).max(LONGEST_MIX_NAME),
        copyOf: ProjectId.nullable(),
      }),
    )
    .output(Of),
  /** Fails with `call/invalid` for the last one. */
  remove: oc.input(Of).output(z.void()),
  restore: oc.input(Of).output(z.void()),
};
