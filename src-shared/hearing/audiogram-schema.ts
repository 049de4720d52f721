import { z } from 'zod';
import { GREATEST_LEVEL_DB_HL, LEAST_LEVEL_DB_HL } from './audiogram.ts';

/** Hearing thresholds of one ear: parallel lists, frequencies ascending. */
export const AudiogramSchema = z
  .object({
    frequenciesHz: z.array(z.number().min(50).max(20_000)).min(2).max(64),
    levelsDbHl: z.array(z.number().min(LEAST_LEVEL_DB_HL).max(GREATEST_LEVEL_DB_HL)).min(2).max(64),
  })
  .refine(({ frequenciesHz, levelsDbHl }) => frequenciesHz.length === levelsDbHl.length, {
    message: 'an audiogram has a level for each frequency',
  })
  .refine(({ frequenciesHz }) => frequenciesHz.every((hz, n) => n === 0 || hz > frequenciesHz[n - 1]!), {
    message: 'the frequencies of an audiogram ascend',
  });

/** Thresholds of both ears. */
export const HearingSchema = z.object({ left: AudiogramSchema, right: AudiogramSchema });
