import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { haaqi } from '../../../../src-shared/hearing/haaqi/haaqi.ts';
import { MultibandCompressor } from '../../../../src-shared/hearing/multiband-compressor.ts';
import { isStandard, STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { openPcm } from '../../../../src-main/audio/read/open.ts';

/**
 * The larger set of reference figures, whose recordings are not free to be copied here: `DIVISI_HEARING` names the
 * folder with `haaqi.json`, `compressor.json` and their audio.
 */
const folder = process.env['DIVISI_HEARING'];

async function audio(name: string): Promise<Float64Array[]> {
  const reader = await openPcm(join(folder ?? '', name));
  try {
    return (await reader.read(0, reader.frames)).map((channel) => Float64Array.from(channel));
  } finally {
    await reader.close();
  }
}

const json = (name: string): unknown => JSON.parse(readFileSync(join(folder ?? '', name), 'utf8'));
const Cases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      processed: z.string(),
      rate: z.number(),
      audiogram: z.union([
        z.string(),
        z.object({ frequencies: z.array(z.number()), levels: z.array(z.number()) }),
      ]),
      equalisation: z.number(),
      level1: z.number(),
      expected_without_noise: z.object({ combined: z.number() }),
    }),
  ),
});
const Runs = z.object({
  crossover_frequencies: z.array(z.number()),
  attack: z.array(z.number()),
  release: z.array(z.number()),
  runs: z.array(
    z.object({
      input: z.string(),
      output: z.string(),
      threshold: z.array(z.number()),
      ratio: z.array(z.number()),
      makeup_gain_db: z.array(z.number()),
    }),
  ),
});

describe.skipIf(folder === undefined)(
  'the reference figures (skipped where DIVISI_HEARING names no folder)',
  () => {
    it('of HAAQI are met within 0.001 in every case', async () => {
      for (const one of Cases.parse(json('haaqi.json')).cases) {
        const [reference] = await audio(one.reference);
        const [processed] = await audio(one.processed);
        const { audiogram } = one;
        const { score } = haaqi({
          reference: reference!,
          processed: processed!,
          sampleRate: one.rate,
          audiogram:
            typeof audiogram !== 'string'
              ? { frequenciesHz: audiogram.frequencies, levelsDbHl: audiogram.levels }
              : STANDARD_AUDIOGRAMS[isStandard(audiogram) ? audiogram : 'NH'],
          amplifyReference: one.equalisation === 1,
          levelOfOne: one.level1,
        });
        expect(Math.abs(score - one.expected_without_noise.combined), one.id).toBeLessThan(0.001);
      }
    });

    it('of the compressor are met within -80 dB', async () => {
      const { runs, crossover_frequencies: edges, attack, release } = Runs.parse(json('compressor.json'));
      for (const run of runs) {
        const expected = await audio(run.output);
        (await audio(run.input)).forEach((samples, ear) => {
          const bands = run.ratio.map((ratio, n) => ({
            attackMs: attack[n]!,
            releaseMs: release[n]!,
            thresholdDb: run.threshold[n]!,
            ratio,
            makeUpDb: run.makeup_gain_db[n]!,
          }));
          new MultibandCompressor(edges, bands, 44_100).process(samples);
          let [error, power] = [0, 0];
          expected[ear]!.forEach((value, n) => {
            error += (samples[n]! - value) ** 2;
            power += value ** 2;
          });
          expect(10 * Math.log10(error / power), run.output).toBeLessThan(-80);
        });
      }
    });
  },
);
