import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bssEval } from '../../../../../src-shared/dsp/bss-eval/bss-eval.ts';
import { mersenneTwister } from '../../../../support/mersenne-twister.ts';

const Figures = z.object({ sdr: z.number(), isr: z.number(), sir: z.number(), sar: z.number() });
const fixture = z
  .object({
    samples: z.number(),
    windowSamples: z.number(),
    hopSamples: z.number(),
    sources: z.array(z.array(Figures.nullable())),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../../fixtures/golden/bss-eval.json', import.meta.url), 'utf8')),
  );

/** The signals of `make_bss_eval.py`. */
function signals(): { references: Float64Array[][]; estimates: Float64Array[][] } {
  const random = mersenneTwister(3);
  const draw = (): Float64Array => Float64Array.from({ length: fixture.samples }, () => 2 * random() - 1);
  const references = [0.9, -0.5].map((pole) =>
    [0, 1].map(() => {
      let last = 0;
      return draw().map((value) => (last = pole * last + value));
    }),
  );
  for (const channel of references[1]!) channel.fill(0, 4400);
  const estimates = references.map((source, j) =>
    source.map((own, channel) => {
      const other = references[1 - j]![channel]!;
      const added = draw();
      return own.map(
        (value, n) => 0.8 * value + 0.1 * (own[n - 3] ?? 0) + 0.05 * (j + 1) * other[n]! + 0.02 * added[n]!,
      );
    }),
  );
  return { references, estimates };
}

describe('BSSEval v4', () => {
  it('agrees within 0.01 dB with dense least squares', () => {
    const { sources, windowSamples, hopSamples } = fixture;
    const found = bssEval({ ...signals(), windowSamples, hopSamples });
    sources.forEach((windows, j) => {
      expect(found[j]!.windows.map((window) => window === null)).toEqual(
        windows.map((window) => window === null),
      );
      windows.forEach((expected, n) => {
        for (const key of ['sdr', 'isr', 'sir', 'sar'] as const) {
          if (expected !== null)
            expect(Math.abs(found[j]!.windows[n]![key] - expected[key])).toBeLessThan(0.01);
        }
      });
      const sirs = windows.flatMap((window) => (window === null ? [] : [window.sir])).sort((a, b) => a - b);
      const median = (sirs[Math.floor((sirs.length - 1) / 2)]! + sirs[Math.ceil((sirs.length - 1) / 2)]!) / 2;
      expect(Math.abs(found[j]!.median!.sir - median)).toBeLessThan(0.01);
    });
  });

  it('has no figures where a source is silent, and none for signals shorter than a window', () => {
    const noise = Float64Array.from({ length: 1500 }, (_, n) => Math.sin(n * n));
    const silent = [[new Float64Array(1500)]];
    const request = { references: silent, estimates: [[noise]], windowSamples: 1000, hopSamples: 500 };
    expect(bssEval(request)).toEqual([{ windows: [null, null], median: null }]);
    expect(bssEval({ ...request, windowSamples: 2000 })).toEqual([{ windows: [], median: null }]);
  });
});
