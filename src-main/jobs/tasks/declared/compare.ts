import { z } from 'zod';
import { Figures } from '../../../../src-shared/contract/quality.ts';
import { declareTask } from './declare.ts';
import { EARS } from '../../../../src-shared/hearing/audiogram.ts';
import { HearingSchema } from '../../../../src-shared/hearing/audiogram-schema.ts';
import { path } from './parts.ts';

const Db = z.number().nullable();
const BssFigures = z.object({ sdr: Db, isr: Db, sir: Db, sar: Db });
const BssStem = z.object({
  name: z.string(),
  median: BssFigures,
  windows: z.array(z.object({ fromS: z.number(), toS: z.number(), figures: BssFigures })),
});
const HaaqiFigure = z.object({
  stem: z.string(),
  listener: z.string(),
  ear: z.enum(EARS),
  score: z.number(),
});

/** Compares stems with the isolated originals. */
export const compareTask = declareTask({
  input: z.object({
    references: z.record(z.string(), path),
    estimates: z.record(z.string(), path),
    mixture: path.nullable(),
    bss: z.boolean(),
    listeners: z.array(z.object({ name: z.string(), hearing: HearingSchema })),
    scratch: path,
  }),
  event: z.never(),
  result: z.object({
    stems: z.array(
      Figures.extend({ name: z.string(), siSdrImprovement: z.number().nullable(), silent: z.boolean() }),
    ),
    bss: z.array(BssStem),
    haaqi: z.array(HaaqiFigure),
  }),
  writesForUser: true,
  load: async () => (await import('../../../quality/compare.ts')).runCompare,
});
