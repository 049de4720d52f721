import { z } from 'zod';

/** Column types that SQLite lacks, read back as what they mean. */

export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A JSON text column whose value must fit `schema`. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

export const jsonOrNull = <T extends z.ZodType>(schema: T) => json(schema).nullable();

/**
 * A column that may be NULL in other states of its row, but not in this one.
 * @param state a clause for the error: "the recording is ready"
 */
export const required = <T extends z.ZodType>(schema: T, state: string) =>
  z.preprocess((value, context): unknown => {
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `missing, although ${state}` });
    return z.NEVER;
  }, schema);

export const toFlag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** 32-bit floats as they lie in a BLOB: little-endian, as sqlite-vec takes them. */
export function fromVector(vector: Float32Array): Buffer {
  const buffer = Buffer.alloc(4 * vector.length);
  for (const [index, value] of vector.entries()) buffer.writeFloatLE(value, 4 * index);
  return buffer;
}

function toVector(buffer: Buffer): Float32Array {
  return Float32Array.from({ length: buffer.length / 4 }, (_, index) => buffer.readFloatLE(4 * index));
}

/** A BLOB column of 32-bit floats. */
export const vectorOrNull = z
  .instanceof(Buffer)
  .refine((buffer) => buffer.length % 4 === 0, 'not 32-bit floats')
  .transform(toVector)
  .nullable();
