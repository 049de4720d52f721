import { z } from 'zod';
import { ImpulseId } from './ids.ts';
import { LONGEST_IMPULSE_SECONDS } from './limits.ts';

/** A recorded room: an impulse response in the library, at the project's rate. */
export const Impulse = z
  .object({
    id: ImpulseId,
    /** Of the file that it came from. */
    name: z.string().min(1).max(200),
    channels: z.union([z.literal(1), z.literal(2)]),
    frames: z.number().int().positive(),
    sampleRate: z.number().int().positive(),
  })
  .refine(
    ({ frames, sampleRate }) => frames <= LONGEST_IMPULSE_SECONDS * sampleRate,
    'the impulse response is too long',
  );
export type Impulse = z.infer<typeof Impulse>;

/**
 * The impulse responses that projects name, snapshots included.
 * @param json of documents of any schema, whether or not they can still be opened
 */
export function impulseIdsIn(json: string): ImpulseId[] {
  const named = new Set(json.match(/\bimp_[0-9a-z]{16}\b/g));
  return [...named].map((id) => ImpulseId.parse(id));
}
