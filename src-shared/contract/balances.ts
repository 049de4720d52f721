import { oc } from '@orpc/contract';
import { z } from 'zod';
import { LONGEST_TRACK_NAME, MOST_PRESETS } from '../project/limits.ts';

const Name = z.string().trim().min(1).max(LONGEST_TRACK_NAME);

/** Changes of level that the user keeps under a name, for any project with these instruments. */
export const Balance = z.object({
  name: Name,
  gains: z.array(z.object({ name: Name, gainDb: z.number().min(-72).max(72) })).max(100),
});
export type Balance = z.infer<typeof Balance>;

export const Balances = z.array(Balance).max(MOST_PRESETS);

/** Every call answers with all balances, by name. */
export const balancesContract = {
  list: oc.output(Balances),
  /** Replaces one of the same name. */
  save: oc.input(Balance).output(Balances),
  remove: oc.input(z.object({ name: Name })).output(Balances),
};
