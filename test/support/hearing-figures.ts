import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Numbers = z.array(z.number());
const Bands = z.object({ frequenciesHz: Numbers, edgesHz: Numbers });
const Fit = z.object({ linearDb: Numbers, ratios: Numbers, gainsDb: z.array(Numbers) });
const Figures = z.object({
  nalR: z.record(z.enum(['N3', 'S2', 'NH']), z.object({ gainsDb: Numbers, taps24000: Numbers })),
  camfit: z.object({
    levels: Numbers,
    bands: z.object({ octaves: Bands, nine: Bands }),
    audiograms: z.record(z.enum(['N3', 'S2', 'NH']), z.object({ octaves: Fit, nine: Fit })),
  }),
  compressorStep: z.object({ gainDbEvery441: Numbers }),
  crossover: z.object({ frequenciesHz: Numbers, magnitudesDb: z.array(Numbers) }),
  haaqi: z.object({
    combined: z.number(),
    raw: z.object({ cephigh: z.number(), bmsync5: z.number(), dloud: z.number(), dnorm: z.number() }),
  }),
});

/** Reference numbers of the hearing-aid code; the file names their source. */
export const hearingFigures = Figures.parse(
  JSON.parse(readFileSync(new URL('../fixtures/golden/hearing.json', import.meta.url), 'utf8')),
);
