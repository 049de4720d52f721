import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../support/temp.ts';
import { readWav, writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const MODELS = ['harmonic-unet', 'conv-tasnet'] as const;
const RATE = 22_050;
const [FROM, TO] = [0.5, 2.5];

const Stem = z.object({ rms_dbfs: z.number().nullable(), si_sdr_improvement: z.number().nullable() });
const Comparison = z.object({
  seconds: z.number(),
  models: z.array(
    z.object({
      model: z.string(),
      version: z.string(),
      effort: z.string(),
      took_s: z.number().positive(),
      folder: z.string().nullable(),
    }),
  ),
  stems: z.record(
    z.string(),
    z.object({ agreement_db: z.number().nullable(), models: z.record(z.string(), Stem.nullable()) }),
  ),
  unmatched: z.array(z.string()),
});

/** A note with overtones that decays twice a second. */
const note = (hz: number, gain: number) => (frame: number, _channel: number, rate: number) => {
  const t = frame / rate;
  const tone = [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(2 * Math.PI * hz * k * t) / k, 0);
  return gain * tone * Math.exp(-4 * (t % 0.5));
};
const violin = note(660, 0.15);
const cello = note(146.8, 0.2);

/** By the definition, over two whole mono signals, independently of the code under test. */
function siSdr(reference: readonly number[], estimate: readonly number[]): number {
  const centred = (signal: readonly number[]): number[] => {
    const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
    return signal.map((value) => value - mean);
  };
  const [s, x] = [centred(reference), centred(estimate)];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);
  const scale = dot(s, x) / dot(s, s);
  const target = s.map((value) => scale * value);
  const error = x.map((value, n) => value - (target[n] ?? 0));
  return 10 * Math.log10(dot(target, target) / dot(error, error));
}

describe('compare', () => {
  const call = (...more: string[]): string[] => [
    ...['compare', at('duo.wav'), '--instruments', 'violin,cello', '--library', at('library')],
    ...['--provider', 'cpu', '--threads', '1', '--from', String(FROM), '--to', String(TO), ...more],
  ];
  const passage = (path: string): number[] => readWav(readFileSync(path)).samples;
  const wav = { format: 'f32', channels: 1, rate: RATE, seconds: 3 } as const;

  beforeAll(() => {
    mkdirSync(at('originals'));
    writeWav(at('originals', 'violin.wav'), { ...wav, sample: violin });
    writeWav(at('originals', 'cello.wav'), { ...wav, sample: cello });
    writeWav(at('originals', 'oboe.wav'), { ...wav, sample: cello });
    writeWav(at('duo.wav'), {
      ...wav,
      sample: (...place) => violin(...place) + cello(...place),
    });
  });

  test('keeps both models’ stems; the figures are those of the files and the originals', async () => {
    const names = ['--models', MODELS.join(','), '--reference', at('originals'), '--out', at('out')];
    const ran = await divisi(call(...names, '--fast', '--json'));
    expect(ran.status, ran.err).toBe(0);
    const { seconds, models, stems, unmatched } = Comparison.parse(JSON.parse(ran.out));
    expect(seconds).toBe(TO - FROM);
    expect(models).toMatchObject(
      MODELS.map((model) => ({ model, effort: 'fast', folder: at('out', model) })),
    );
    expect(unmatched).toEqual(['oboe.wav']);
    expect(ran.err).toContain('note: fits no stem: oboe.wav\n');
    expect(readdirSync(at('out')).sort()).toEqual([...MODELS].sort());
    for (const { model, version } of models) {
      const report: unknown = JSON.parse(readFileSync(at('out', model, 'separation.json'), 'utf8'));
      expect(report).toMatchObject({ model, model_version: version, from: FROM * RATE, to: TO * RATE });
    }
    expect(Object.keys(stems)).toEqual(['violin', 'cello', 'rest']);
    const mixture = passage(at('duo.wav')).slice(FROM * RATE, TO * RATE);
    for (const [name, { agreement_db, models: of }] of Object.entries(stems)) {
      const [a = [], b = []] = MODELS.map((model) => passage(at('out', model, `${name}.wav`)));
      expect(agreement_db).toBeCloseTo(siSdr(a, b), 3);
      expect(agreement_db).toBeCloseTo(siSdr(b, a), 3);
      for (const [model, samples] of [
        [MODELS[0], a],
        [MODELS[1], b],
      ] as const) {
        const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
        expect(of[model]?.rms_dbfs).toBeCloseTo(10 * Math.log10(power), 1);
        if (name === 'rest') {
          expect(of[model]?.si_sdr_improvement).toBeNull();
          continue;
        }
        const original = passage(at('originals', `${name}.wav`)).slice(FROM * RATE, TO * RATE);
        const gained = siSdr(original, samples) - siSdr(original, mixture);
        expect(of[model]?.si_sdr_improvement).toBeCloseTo(gained, 2);
      }
    }
  });

  test('prints a table that names versions and effort, and keeps nothing unless asked', async () => {
    const before = readdirSync(folder.path).sort();
    const ran = await divisi(call('--models', [...MODELS].reverse().join(',')));
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out).toMatch(/^2\.0 s with two models:$/m);
    expect(ran.out).toMatch(/^ {2}A {2}conv-tasnet \d+\.\d+\.\d+, best effort, on cpu: \d+\.\d s$/m);
    expect(ran.out).toMatch(/^ {2}B {2}harmonic-unet \d+\.\d+\.\d+, best effort, on cpu: \d+\.\d s$/m);
    for (const label of ['Violin', 'Cello']) {
      expect(ran.out).toMatch(new RegExp(`^${label} +-\\d+\\.\\d +-\\d+\\.\\d +-?\\d+\\.\\d$`, 'm'));
    }
    expect(ran.out).not.toContain('gained');
    expect(readdirSync(folder.path).sort()).toEqual(before);
  });

  test('refuses what it can’t compare before it separates anything', async () => {
    for (const [models, message] of [
      ['conv-tasnet', /takes two models/],
      ['conv-tasnet,harmonic-unet,ears', /takes two models/],
      ['conv-tasnet,conv-tasnet', /can't be compared with itself/],
      ['conv-tasnet,no-such-model', /no-such-model/],
    ] as const) {
      const ran = await divisi(call('--models', models, '--out', at('refused')));
      expect([ran.status, ran.out]).toEqual([2, '']);
      expect(ran.err).toMatch(message);
    }
    const gone = ['--reference', at('gone'), '--out', at('refused')];
    const ran = await divisi(call('--models', MODELS.join(','), ...gone));
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/gone" is not a folder/);
    expect(existsSync(at('refused'))).toBe(false);
  });
});
