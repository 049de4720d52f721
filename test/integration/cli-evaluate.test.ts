import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noise } from '../support/signals.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

describe('evaluate', () => {
  const Figures = z.object({
    sdr: z.number().nullable(),
    si_sdr: z.number().nullable(),
    si_sdr_improvement: z.number().nullable(),
    ms_ssim: z.number().nullable(),
    nlpd: z.number().nullable(),
  });
  const Evaluation = z.object({
    stems: z.record(z.string(), Figures),
    mean: Figures,
    silent: z.array(z.string()),
    unmatched: z.array(z.string()),
  });
  const tone =
    (hz: number, gain = 0.5) =>
    (frame: number, _channel: number, rate: number) =>
      gain * Math.sin((2 * Math.PI * hz * frame) / rate);

  beforeAll(() => {
    mkdirSync(at('ref'));
    mkdirSync(at('est'));
    // Whole periods in one second: the tones are orthogonal, so that every figure has a closed form.
    writeWav(at('ref', 'violin.wav'), { format: 'f32', channels: 1, sample: tone(440) });
    writeWav(at('ref', 'cello.wav'), { format: 'f32', channels: 1, sample: tone(110) });
    writeWav(at('ref', 'flute.wav'), { format: 'f32', channels: 1, sample: () => 0 });
    writeWav(at('ref', 'horn.wav'), { format: 'f32', channels: 1, sample: tone(220, 0) });
    const [violin, cello] = [tone(440), tone(110)];
    writeWav(at('est', 'violin.wav'), {
      format: 'f32',
      channels: 1,
      sample: (frame, channel, rate) => violin(frame, channel, rate) + 0.1 * cello(frame, channel, rate),
    });
    writeWav(at('est', 'cello.wav'), { format: 'f32', channels: 1, sample: tone(110, 0.25) });
    writeWav(at('est', 'flute.wav'), { format: 'f32', channels: 1, sample: tone(330, 0.1) });
    writeWav(at('est', 'rest.wav'), { format: 'f32', channels: 1, sample: tone(50, 0.1) });
  });

  test('prints what the formulas say, leaves silence out of the mean, and only JSON on stdout', async () => {
    const ran = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('est'), '--json']);
    expect(ran.status, ran.err).toBe(0);
    const { stems, mean, silent, unmatched } = Evaluation.parse(JSON.parse(ran.out));
    expect(stems['violin']?.sdr).toBeCloseTo(20, 3);
    expect(stems['violin']?.si_sdr).toBeCloseTo(20, 3);
    // Both tones are equally strong in the mixture: its SI-SDR is 0 dB.
    expect(stems['violin']?.si_sdr_improvement).toBeCloseTo(20, 3);
    expect(stems['cello']?.sdr).toBeCloseTo(20 * Math.log10(2), 3);
    expect(stems['cello']?.si_sdr).toBeGreaterThan(100);
    // Half the level lowers every cell above the floor by 6 dB of 80, and nothing else; a second tone adds a stripe.
    expect(stems['cello']?.ms_ssim).toBeGreaterThan(0.98);
    expect(stems['cello']?.nlpd).toBeGreaterThan(0.01);
    expect(stems['cello']?.nlpd).toBeLessThan(stems['violin']?.nlpd ?? 0);
    expect(stems['violin']?.ms_ssim).toBeLessThan(stems['cello']?.ms_ssim ?? 0);
    expect(stems['flute']).toEqual({
      sdr: null,
      si_sdr: null,
      si_sdr_improvement: null,
      ms_ssim: null,
      nlpd: null,
    });
    expect(mean.sdr).toBeCloseTo(10 + 10 * Math.log10(2), 3);
    expect(mean.nlpd).toBeCloseTo(((stems['cello']?.nlpd ?? 0) + (stems['violin']?.nlpd ?? 0)) / 2, 12);
    expect(silent).toEqual(['flute']);
    expect(unmatched).toEqual(['horn', 'rest']);
  });

  test('a mixture of its own is what counts as unprocessed', async () => {
    const mixture = writeWav(at('mixture.wav'), {
      format: 'f32',
      channels: 1,
      sample: (frame, channel, rate) =>
        tone(440)(frame, channel, rate) + 10 * tone(330, 0.5)(frame, channel, rate),
    });
    const ran = await divisi([
      'evaluate',
      '--reference',
      at('ref'),
      '--estimate',
      at('est'),
      '--mixture',
      mixture,
      '--json',
    ]);
    expect(ran.status, ran.err).toBe(0);
    expect(Evaluation.parse(JSON.parse(ran.out)).stems['violin']?.si_sdr_improvement).toBeCloseTo(40, 3);
  });

  test('the table has a column a figure; a stem against itself is perfect', async () => {
    const ran = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('ref')]);
    expect(ran.status, ran.err).toBe(0);
    const lines = ran.out.split('\n').map((line) => line.trim().split(/\s+/));
    expect(lines[0]).toEqual(['SDR', 'SI-SDR', 'gained', 'MS-SSIM', 'NLPD']);
    const violin = lines.find(([name]) => name === 'violin');
    expect([violin?.[1], ...(violin ?? []).slice(4)]).toEqual(['200.00', '1.000', '0.000']);
    expect(lines.find(([name]) => name === 'flute')?.slice(1)).toEqual(['-', '-', '-', '-', '-']);
  });

  test('samples that are not numbers are told, not printed', async () => {
    mkdirSync(at('nan'));
    writeWav(at('nan', 'violin.wav'), {
      format: 'f32',
      channels: 1,
      sample: (frame) => (frame === 7 ? Number.NaN : 0.1),
    });
    const ran = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('nan'), '--json']);
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/"violin" or its reference holds samples that are not numbers/);
  });

  test('folders that do not match, and lengths that differ, are told', async () => {
    mkdirSync(at('other'));
    const nothing = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('other')]);
    expect([nothing.status, nothing.out]).toEqual([2, '']);
    expect(nothing.err).toMatch(/^divisi: There is no audio file in .*\n$/);
    writeWav(at('other', 'violin.wav'), { format: 'f32', channels: 1, seconds: 2 });
    const longer = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('other'), '--json']);
    expect([longer.status, longer.out]).toEqual([2, '']);
    expect(longer.err).toMatch(/"violin" has another length/);
  });

  test('measures BSSEval and HAAQI of folders of pieces, and writes every figure as one row', async () => {
    const random = [1, 2].map((seed) => noise(3000, seed, 0.3));
    const sample = (own: number, other: number) => (frame: number) =>
      (random[own]?.[frame] ?? 0) + 0.1 * (random[other]?.[frame] ?? 0);
    for (const piece of ['one', 'two']) {
      for (const [place, leak] of [
        ['refs', 0],
        ['ests', 1],
      ] as const) {
        mkdirSync(at(place, piece), { recursive: true });
        for (const [name, own] of [
          ['viola', 0],
          ['oboe', 1],
        ] as const) {
          const file = at(place, piece, `${name}.wav`);
          const other = leak === 0 ? -1 : 1 - own;
          writeWav(file, {
            format: 'f32',
            channels: 1,
            rate: 2000,
            seconds: 1.5,
            sample: sample(own, other),
          });
        }
      }
    }
    mkdirSync(at('refs', 'three'));
    const listeners = at('listeners.json');
    const levels = [40, 50, 60];
    const listener = {
      audiogram_cfs: [500, 2000, 6000],
      audiogram_levels_l: levels,
      audiogram_levels_r: levels,
    };
    writeFileSync(listeners, JSON.stringify({ L1: listener }));
    const args = ['--reference', at('refs'), '--estimate', at('ests'), '--bss', '--listener', listeners];
    const ran = await divisi(['evaluate', ...args, '--csv', at('all.csv'), '--json']);
    expect(ran.status, ran.err).toBe(0);
    const Mean = z.object({ sdr: z.number() });
    const Piece = z.object({
      mean: Mean,
      bsseval: z.record(z.string(), z.object({ median: z.object({ sdr: z.number(), sir: z.number() }) })),
      haaqi: z.array(z.object({ stem: z.string(), ear: z.string(), score: z.number() })),
    });
    const Pieces = z.object({
      pieces: z.record(z.string(), Piece),
      mean: Mean,
      unmatched: z.array(z.string()),
    });
    const { pieces, mean, unmatched } = Pieces.parse(JSON.parse(ran.out));
    expect(unmatched).toEqual(['three']);
    expect(Object.keys(pieces)).toEqual(['one', 'two']);
    expect(mean.sdr).toBeCloseTo(
      ((pieces['one']?.mean.sdr ?? NaN) + (pieces['two']?.mean.sdr ?? NaN)) / 2,
      9,
    );
    const told = await divisi(['evaluate', '--reference', at('refs'), '--estimate', at('ests')]);
    expect(told.out).toMatch(new RegExp(`^mean of 2 +${mean.sdr.toFixed(2)} `, 'm'));
    // The other player leaks in at -20 dB, and nothing else is wrong.
    expect(pieces['one']?.bsseval['viola']?.median.sdr).toBeCloseTo(20, 0);
    expect(pieces['one']?.haaqi.map(({ stem, ear }) => `${stem} ${ear}`)).toEqual([
      'oboe left',
      'oboe right',
      'viola left',
      'viola right',
    ]);
    const rows = readFileSync(at('all.csv'), 'utf8').trim().split('\r\n');
    expect(rows[0]).toBe('piece,stem,listener,ear,measure,unit,from_s,to_s,value');
    expect(rows.filter((row) => row.includes(',haaqi,'))).toHaveLength(8);
    expect(rows.filter((row) => row.startsWith('two,oboe,,,bsseval_sir,dB,0,1,'))).toHaveLength(1);
  });

  test('refuses a table that can’t be written before it measures anything', async () => {
    const table = ['--csv', at('nowhere', 'all.csv')];
    const ran = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('est'), ...table]);
    expect(ran.status).toBe(3);
    expect(ran.err).toContain('"all.csv" can\'t be written');
    expect(ran.err).not.toContain('reading');
    const refused = ['--mixture', at('no.wav'), '--csv', at('refused.csv')];
    await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('est'), ...refused]);
    expect(readdirSync(at()).filter((name) => name.startsWith('refused.csv'))).toEqual([]);
  });
});
