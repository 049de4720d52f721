import { z } from 'zod';

/** Column types that SQLite lacks, read back as what they mean. */

export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A JSON text column whose value must fit `schema`. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

export const jsonOrNull = <T extends z.ZodType>(schema: T) => json(schema).nullable();

export const toFlag = (value: boolean): 0 | 1 => (value ? 1 : 0);
