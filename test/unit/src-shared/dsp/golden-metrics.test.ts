import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StemMetricsMeter } from '../../../../src-shared/dsp/metrics.ts';

/** What the recipes' Python makes of the same signals. */
const path = new URL('../../../fixtures/golden/metrics.json', import.meta.url);

const Signal = z.union([z.array(z.number()).transform((channel) => [channel]), z.array(z.array(z.number()))]);
const Fixture = z.object({
  tolerance_db: z.number(),
  cases: z
    .array(
      z.object({
        name: z.string(),
        reference: Signal,
        estimate: Signal,
        mixture: Signal,
        silent: z.boolean(),
        sdr: z.number().optional(),
        si_sdr: z.number().optional(),
        si_sdr_improvement: z.number().optional(),
      }),
    )
    .min(1),
});

describe.skipIf(!existsSync(path))(
  'figures agree with the recipes (skipped where the fixture is not there)',
  () => {
    const fixture = existsSync(path)
      ? Fixture.parse(JSON.parse(readFileSync(path, 'utf8')))
      : { tolerance_db: 0, cases: [] };

    it.each(fixture.cases.map((item) => [item.name, item] as const))('%s', (_name, item) => {
      const planar = (signal: number[][]): Float32Array[] =>
        signal.map((channel) => Float32Array.from(channel));
      const meter = new StemMetricsMeter(item.reference.length, true);
      meter.push(planar(item.reference), planar(item.estimate), planar(item.mixture));
      const result = meter.result();
      expect(result.silent).toBe(item.silent);
      const close = (ours: number | null, theirs: number | undefined): void => {
        if (theirs === undefined) expect(ours).toBeNull();
        else expect(Math.abs((ours ?? Number.NaN) - theirs)).toBeLessThan(fixture.tolerance_db);
      };
      close(result.sdr, item.sdr);
      close(result.siSdr, item.si_sdr);
      close(result.siSdrImprovement, item.si_sdr_improvement);
    });
  },
);
