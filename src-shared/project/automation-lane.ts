import { z } from 'zod';

/** A position in integer samples of the project. */
export const SamplePosition = z.number().int().nonnegative();

/** Linear between points, constant before the first and after the last; positions increase strictly. */
export const AutomationPoint = z.object({ at: SamplePosition, value: z.number() });
export const AutomationLane = z.object({
  /**
   * Of a track: `gainDb`, `pan`, one of `SEND_TARGETS`, or `ENTRY-ID.PARAMETER`. Of a group: `gainDb`. Of a room or the
   * master: `gainDb`, or `ENTRY-ID.PARAMETER` of its processor, its strip or its limiter.
   */
  target: z.string().min(1).max(80),
  points: z.array(AutomationPoint).min(1).max(100_000),
});
export type AutomationLane = z.infer<typeof AutomationLane>;

export const AutomationLanes = z.array(AutomationLane).max(32);
