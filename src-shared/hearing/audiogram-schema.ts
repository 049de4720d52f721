import { z } from 'zod';
import { GREATEST_LEVEL_DB_HL, LEAST_LEVEL_DB_HL } from './audiogram.ts';

const between = (least: number, greatest: number, message: string) =>
  z.number().min(least, message).max(greatest, message);
const Hz = between(50, 20_000, 'a frequency is between 50 and 20000 Hz');
const DbHl = between(
  LEAST_LEVEL_DB_HL,
  GREATEST_LEVEL_DB_HL,
  `a level is between ${LEAST_LEVEL_DB_HL} and ${GREATEST_LEVEL_DB_HL} dB HL`,
);
const points = (value: z.ZodNumber) =>
  z
    .array(value)
    .min(2, 'an audiogram has two frequencies or more')
    .max(64, 'an audiogram has at most 64 frequencies');

/** Hearing thresholds of one ear: parallel lists, frequencies ascending. */
export const AudiogramSchema = z
  .object({ frequenciesHz: points(Hz), levelsDbHl: points(DbHl) })
  .refine(({ frequenciesHz, levelsDbHl }) => frequenciesHz.length === levelsDbHl.length, {
    message: 'an audiogram has a level for each frequency',
  })
  .refine(({ frequenciesHz }) => frequenciesHz.every((hz, n) => n === 0 || hz > frequenciesHz[n - 1]!), {
    message: 'the frequencies of an audiogram ascend',
  });

/** Thresholds of both ears. */
export const HearingSchema = z.object({ left: AudiogramSchema, right: AudiogramSchema });
