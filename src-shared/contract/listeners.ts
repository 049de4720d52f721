import { oc } from '@orpc/contract';
import { z } from 'zod';
import { HearingSchema } from '../hearing/audiogram-schema.ts';

/** Listeners that a library keeps, at most. */
export const MOST_LISTENERS = 1000;

const Name = z.string().trim().min(1).max(80);

/** Someone whose hearing is known; the name is a code, not a person's name. */
export const Listener = z.object({ name: Name, hearing: HearingSchema });
export type Listener = z.infer<typeof Listener>;

export const Listeners = z.array(Listener).max(MOST_LISTENERS);

/** Every call answers with all listeners, by name. */
export const listenersContract = {
  list: oc.output(Listeners),
  /** Adds listeners; replaces those of the same names. */
  save: oc.input(Listeners.min(1)).output(Listeners),
  remove: oc.input(z.object({ name: Name })).output(Listeners),
};
