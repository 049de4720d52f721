import { z } from 'zod';

const REQUEST = 1;
const EVENT = 3;
const ABORT = 4;
/** A message from the client, as one JSON text: a request, an event of a stream, or the end of a request. */
const Frame = z.union([
  z.object({
    i: z.string(),
    t: z.literal(REQUEST).optional(),
    p: z.object({
      u: z.string().regex(/^\//),
      m: z.string().optional(),
      // Calls carry only JSON: no forms, no files.
      h: z.record(z.string().regex(/^(?!content-)/i), z.string()).optional(),
    }),
  }),
  z.object({ i: z.string(), t: z.literal(EVENT), p: z.looseObject({}) }),
  z.object({ i: z.string(), t: z.literal(ABORT) }),
]);

/** Whether a message follows oRPC's protocol; oRPC's handlers throw on any other. */
export function isFrame(message: unknown): message is string {
  if (typeof message !== 'string') return false;
  try {
    return Frame.safeParse(JSON.parse(message)).success;
  } catch {
    return false;
  }
}
