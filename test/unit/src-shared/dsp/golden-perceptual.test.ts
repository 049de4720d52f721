import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Image } from '../../../../src-shared/dsp/image.ts';
import { msSsim } from '../../../../src-shared/dsp/ms-ssim.ts';
import { nlpd } from '../../../../src-shared/dsp/nlpd.ts';
import { PerceptualMeter } from '../../../../src-shared/dsp/perceptual.ts';
import { rmsOf } from '../../../support/signals.ts';

/** What the recipes' Python makes of the same images and signals. */
const file = (name: string): URL => new URL(`../../../fixtures/golden/${name}`, import.meta.url);

const Numbers = z.array(z.number());
const Fixture = z.object({
  tolerance: z.number(),
  images: z
    .array(
      z.object({
        mels: z.number(),
        frames: z.number(),
        reference: Numbers,
        estimate: Numbers,
        nlpd: z.number(),
        ms_ssim: z.number(),
      }),
    )
    .min(1),
  signals: z
    .array(
      z.object({
        name: z.string(),
        rate: z.number(),
        reference: z.array(Numbers),
        estimate: z.array(Numbers),
        leak: Numbers,
        figures: z.object({ ms_ssim: z.number(), nlpd: z.number(), log_mel_mse: z.number() }).nullable(),
      }),
    )
    .min(1),
});

const there = existsSync(file('perceptual.json')) && existsSync(file('audio.f32'));

describe.skipIf(!there)(
  'perceptual figures agree with the recipes (skipped where the fixture is not there)',
  () => {
    const fixture = there
      ? Fixture.parse(JSON.parse(readFileSync(file('perceptual.json'), 'utf8')))
      : { tolerance: 0, images: [], signals: [] };
    const audio = there ? new Float32Array(new Uint8Array(readFileSync(file('audio.f32'))).buffer) : null;

    const close = (ours: number | undefined, theirs: number): void => {
      expect(Math.abs((ours ?? Number.NaN) - theirs)).toBeLessThan(fixture.tolerance * theirs);
    };

    /** Gain times the audio plus leak times the audio backwards, once for every gain. */
    const tiled = (gains: readonly number[], leak: readonly number[] | null): Float32Array => {
      const tile = audio ?? new Float32Array(0);
      const out = new Float32Array(gains.length * tile.length);
      gains.forEach((gain, at) => {
        for (let n = 0; n < tile.length; n += 1) {
          out[at * tile.length + n] =
            gain * tile[n]! + (leak === null ? 0 : leak[at]! * tile[tile.length - 1 - n]!);
        }
      });
      return out;
    };

    it.each(fixture.images.map((item) => [`${item.mels} x ${item.frames}`, item] as const))(
      'an image of %s',
      (_name, { mels, frames, ...item }) => {
        const image = (data: number[]): Image => ({ mels, frames, data: Float64Array.from(data) });
        close(nlpd(image(item.reference), image(item.estimate)), item.nlpd);
        close(msSsim(image(item.reference), image(item.estimate)), item.ms_ssim);
      },
    );

    it.each(fixture.signals.map((item) => [item.name, item] as const))('%s', (_name, item) => {
      const reference = item.reference.map((gains) => tiled(gains, null));
      const estimate = item.estimate.map((gains) => tiled(gains, item.leak));
      const meter = new PerceptualMeter({
        sampleRate: item.rate,
        channels: reference.length,
        referenceRms: rmsOf(reference),
      });
      const length = reference[0]!.length;
      for (let at = 0; at < length; at += 65_536) {
        meter.push(
          reference.map((c) => c.subarray(at, at + 65_536)),
          estimate.map((c) => c.subarray(at, at + 65_536)),
        );
      }
      const { figures } = meter.result();
      if (item.figures === null) return expect(figures).toBeNull();
      close(figures?.msSsim, item.figures.ms_ssim);
      close(figures?.nlpd, item.figures.nlpd);
      close(figures?.logMelMse, item.figures.log_mel_mse);
    });
  },
);
