import { describe, expect, it } from 'vitest';
import { IntegratedLoudness, kWeightingSections } from '../../../../src-shared/dsp/integrated-loudness.ts';
import { LoudnessMeter } from '../../../../src-shared/dsp/loudness.ts';
import { TruePeakMeter } from '../../../../src-shared/dsp/true-peak.ts';
import { noise, sine, toDb } from '../../../support/signals.ts';

function lufs(rate: number, channels: readonly Float32Array[], block = 4096): number | null {
  const meter = new IntegratedLoudness(rate, channels.length);
  const frames = channels[0]!.length;
  for (let at = 0; at < frames; at += block) meter.push(channels.map((x) => x.subarray(at, at + block)));
  return meter.integrated();
}

const joined = (...parts: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

const tone = (rate: number, seconds: number, dbfs: number): Float32Array =>
  sine(Math.round(rate * seconds), rate, 1000, 10 ** (dbfs / 20));

describe('K-weighting', () => {
  it("gives the standard's table at 48 kHz", () => {
    const table = [
      [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585],
      [1, -2, 1, -1.99004745483398, 0.99007225036621],
    ];
    kWeightingSections(48_000).forEach((section, i) => {
      section.forEach((value, k) => expect(value).toBeCloseTo(table[i]![k]!, 7));
    });
  });
});

describe('integrated loudness', () => {
  it.each([44_100, 48_000, 96_000, 192_000])(
    '997 Hz at full scale in one channel is -3.01 LUFS at %i Hz',
    (rate) => {
      expect(Math.abs(lufs(rate, [sine(rate * 5, rate, 997)])! + 3.01)).toBeLessThan(0.01);
    },
  );

  it('adds channels: the same sine in two is 3.01 LU louder', () => {
    const x = sine(48_000 * 5, 48_000, 997, 0.1);
    expect(lufs(48_000, [x, x])! - lufs(48_000, [x])!).toBeCloseTo(3.0103, 4);
  });

  it('does not depend on how the signal is cut into blocks, at a rate that 100 ms do not divide', () => {
    const x = noise(11_025 * 4, 3, 0.2);
    const whole = lufs(11_025, [x], x.length);
    expect(lufs(11_025, [x], 1)).toBe(whole);
    expect(lufs(11_025, [x], 777)).toBe(whole);
  });

  // The cases of EBU Tech 3341 that stereo sines cover; tolerance 0.1 LU there.
  it.each([
    ['case 1', [[-23, 20]], -23],
    ['case 2', [[-33, 20]], -33],
    [
      'case 3: quiet ends are gated',
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
      -23,
    ],
    [
      'case 4: below the absolute gate',
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
      -23,
    ],
    [
      'case 5',
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
      -23,
    ],
  ] as [string, [number, number][], number][])('EBU 3341 %s', (_name, parts, expected) => {
    const x = joined(...parts.map(([dbfs, seconds]) => tone(48_000, seconds, dbfs)));
    expect(lufs(48_000, [x, x])).toBeCloseTo(expected, 1);
  });

  it('has no figure for silence, and for less than a block', () => {
    expect(lufs(48_000, [new Float32Array(96_000)])).toBeNull();
    expect(lufs(48_000, [tone(48_000, 0.399, -10)])).toBeNull();
    expect(lufs(48_000, [tone(48_000, 0.4, -10)])).not.toBeNull();
    expect(lufs(48_000, [tone(48_000, 5, -75)])).toBeNull();
  });
});

function truePeak(rate: number, x: Float32Array, block = x.length): number {
  const meter = new TruePeakMeter(rate, 1);
  for (let at = 0; at < x.length; at += block) meter.push([x.subarray(at, at + block)]);
  meter.finish();
  return meter.dbtp!;
}

describe('true peak', () => {
  it('finds the crest that the samples of a quarter-rate sine miss by 3 dB', () => {
    // Faded in and out, as the filter would see a sudden start as a crest of its own.
    const x = sine(4800, 48_000, 12_000, 1, Math.PI / 4).map(
      (v, n) => v * Math.min(1, n / 1000, (4799 - n) / 1000),
    );
    expect(toDb(x.reduce((peak, v) => Math.max(peak, Math.abs(v)), 0))).toBeCloseTo(-3.01, 2);
    expect(Math.abs(truePeak(48_000, x))).toBeLessThan(0.05);
  });

  it.each([
    [44_100, 997],
    [44_100, 5000],
    [48_000, 15_000],
    [44_100, 18_000],
    [96_000, 20_000],
    [192_000, 20_000],
  ])('reads a faded sine within the annex’s error at %i Hz: %i Hz', (rate, hz) => {
    const x = sine(rate / 4, rate, hz, 0.5, 0.3).map(
      (v, n) => v * Math.min(1, n / 2000, (rate / 4 - 1 - n) / 2000),
    );
    const error = truePeak(rate, x) - toDb(0.5);
    // Between grid points the crest may be missed: 20 log cos(π f / (rate · factor)).
    const factor = rate < 96_000 ? 4 : rate < 192_000 ? 2 : 1;
    expect(error).toBeGreaterThan(20 * Math.log10(Math.cos((Math.PI * hz) / (rate * factor))) - 0.05);
    expect(error).toBeLessThan(0.05);
  });

  it('does not depend on block lengths, and never reads below the sample peak', () => {
    const x = noise(5000, 5, 0.8);
    const whole = truePeak(44_100, x);
    expect(truePeak(44_100, x, 1)).toBe(whole);
    expect(truePeak(44_100, x, 333)).toBe(whole);
    expect(whole).toBeGreaterThanOrEqual(toDb(x.reduce((peak, v) => Math.max(peak, Math.abs(v)), 0)));
    expect(truePeak(44_100, Float32Array.of(0.5))).toBeCloseTo(toDb(0.5), 6);
  });
});

describe('LoudnessMeter', () => {
  it('gives its figures, and null for silence', () => {
    const meter = new LoudnessMeter(48_000, 2);
    const x = sine(48_000, 48_000, 997, 0.5);
    meter.push([x, x]);
    const { integratedLufs, truePeakDbtp } = meter.result();
    expect(integratedLufs).toBeCloseTo(-6.02, 1);
    expect(truePeakDbtp).toBeCloseTo(-6.02, 1);
    const silent = new LoudnessMeter(48_000, 1);
    silent.push([new Float32Array(48_000)]);
    expect(silent.result()).toEqual({
      integratedLufs: null,
      truePeakDbtp: null,
      rangeLu: null,
      maxMomentaryLufs: null,
      maxShortTermLufs: null,
    });
  });
});
