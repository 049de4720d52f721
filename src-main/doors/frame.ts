import { z } from 'zod';

const REQUEST = 1;
const EVENT = 3;
const ABORT = 4;
/** What the client sends as one JSON text: a request, an event of a stream, or the end of a request. */
const Frame = z.union([
  z.object({
    i: z.string(),
    t: z.literal(REQUEST).optional(),
    p: z.object({
      u: z.string().regex(/^\//),
      m: z.string().optional(),
      // Calls carry JSON alone: no form, no file.
      h: z.record(z.string().regex(/^(?!content-)/i), z.string()).optional(),
    }),
  }),
  z.object({ i: z.string(), t: z.literal(EVENT), p: z.looseObject({}) }),
  z.object({ i: z.string(), t: z.literal(ABORT) }),
]);

/** oRPC's handlers answer what follows their protocol; whatever else arrives throws inside of them. */
export function isFrame(message: unknown): message is string {
  if (typeof message !== 'string') return false;
  try {
    return Frame.safeParse(JSON.parse(message)).success;
  } catch {
    return false;
  }
}
