import { describe, expect, it } from 'vitest';
import { RealFft } from '../../../../../src-shared/dsp/fft.ts';
import {
  compressor,
  staticGainDb,
} from '../../../../../src-shared/mixing/processors/compressor/compressor.ts';
import { prototypeDb } from '../../../../../src-shared/mixing/processors/equaliser/design.ts';
import { BANDS, equaliser } from '../../../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { highPass } from '../../../../../src-shared/mixing/processors/high-pass/high-pass.ts';
import { clampToSpec, defaultParams } from '../../../../../src-shared/mixing/processors/parameters.ts';
import {
  defaultStrip,
  findProcessor,
  PROCESSORS,
} from '../../../../../src-shared/mixing/processors/registry.ts';
import { MIX_BLOCK } from '../../../../../src-shared/mixing/types.ts';
import type { ProcessorSpec } from '../../../../../src-shared/mixing/processors/types.ts';
import { maxDifference, noise, sine, toDb } from '../../../../support/signals.ts';

type Params = Record<string, number>;

/** Through a fresh instance, in place on copies, in mix blocks; `change` gives later blocks other parameters. */
function run(
  spec: ProcessorSpec,
  rate: number,
  params: Params,
  channels: readonly Float32Array[],
  change: (at: number) => Params = () => params,
): Float32Array[] {
  const instance = spec.create(rate, channels.length);
  const out = channels.map((x) => x.slice());
  for (let at = 0; at < out[0]!.length; at += MIX_BLOCK) {
    const block = out.map((x) => x.subarray(at, at + MIX_BLOCK));
    instance.process(block, block[0]!.length, change(at));
  }
  return out;
}

/** Measured magnitude in dB of each bin, from the impulse response. */
function measured(spec: ProcessorSpec, rate: number, params: Params, size = 32_768): (hz: number) => number {
  const impulse = new Float32Array(size);
  impulse[0] = 1;
  const fft = new RealFft(size);
  const spectrum = fft.createSpectrum();
  fft.forward(run(spec, rate, params, [impulse])[0]!, spectrum);
  return (hz) => {
    const k = Math.round((hz * size) / rate);
    return toDb(Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!));
  };
}

const binFrequency = (hz: number, rate: number, size = 32_768): number =>
  (Math.round((hz * size) / rate) * rate) / size;

describe('high-pass', () => {
  it.each([
    [44_100, 60, 0],
    [48_000, 250, 1],
    [96_000, 1000, 0],
    [44_100, 2000, 1],
  ])('at %i Hz, corner %i Hz, slope %i is the Butterworth closed form', (rate, hz, slope) => {
    const response = measured(highPass, rate, { frequency: hz, slope });
    const order = slope === 0 ? 2 : 4;
    for (const at of [0.25, 0.5, 1, 2, 4, 8].map((x) => binFrequency(x * hz, rate))) {
      const warp = Math.tan((Math.PI * hz) / rate) / Math.tan((Math.PI * at) / rate);
      const expected = -10 * Math.log10(1 + warp ** (2 * order));
      expect(response(at)).toBeCloseTo(expected, 2);
      expect(highPass.response!({ frequency: hz, slope }, rate, at)).toBeCloseTo(expected, 6);
    }
  });

  it('takes a constant away', () => {
    const [out] = run(highPass, 48_000, { frequency: 60, slope: 1 }, [new Float32Array(48_000).fill(1)]);
    expect(maxDifference(out!.subarray(-1000), new Float32Array(1000))).toBeLessThan(1e-6);
  });
});

describe('equaliser', () => {
  const settings: [number, Params][] = [
    [44_100, { lowGain: 9, lowFrequency: 120 }],
    [48_000, { lowMidGain: -12, lowMidFrequency: 400, lowMidQ: 3 }],
    [48_000, { highMidGain: 12, highMidFrequency: 10_000, highMidQ: 1 }],
    [96_000, { highGain: -9, highFrequency: 8000 }],
    [44_100, { lowGain: -6, lowMidGain: 5, highMidGain: 7, highGain: 4 }],
  ];

  it.each(settings)('at %i Hz %o does what its response says', (rate, params) => {
    const response = measured(equaliser, rate, params);
    for (let hz = 50; hz < 0.49 * rate; hz *= 1.3) {
      const at = binFrequency(hz, rate);
      expect(Math.abs(response(at) - equaliser.response!(params, rate, at))).toBeLessThan(0.01);
    }
  });

  /** Worst distance in dB from the analogue prototype up to 20 kHz, over gains. */
  function worstError(rate: number, band: number, hz: number, q: number): number {
    const spec = BANDS[band]!;
    let worst = 0;
    for (const gainDb of [-15, -6, -1, 1, 6, 15]) {
      const params = { [spec.frequency.id]: hz, [spec.gain.id]: gainDb, [`${spec.id}Q`]: q };
      for (let at = 20; at < Math.min(20_000, 0.49 * rate); at *= 1.1) {
        const wanted = prototypeDb(spec.kind, hz, gainDb, spec.q === null ? Math.SQRT1_2 : q, at);
        worst = Math.max(worst, Math.abs(equaliser.response!(params, rate, at) - wanted));
      }
    }
    return worst;
  }

  it('follows the analogue prototypes up to 20 kHz, without cramping', () => {
    for (const rate of [44_100, 48_000, 96_000]) {
      for (const hz of [40, 150, 800]) expect(worstError(rate, 0, hz, 0.7)).toBeLessThan(0.01);
      for (const q of [1, 2, 6]) {
        for (const hz of [60, 500, 4000]) expect(worstError(rate, 1, hz, q)).toBeLessThan(0.3);
      }
      for (const hz of [4000, 12_000]) expect(worstError(rate, 2, hz, 0.3)).toBeLessThan(0.9);
      for (const q of [0.3, 0.6, 2]) expect(worstError(rate, 2, 16_000, q)).toBeLessThan(1.7);
      for (const hz of [1500, 8000, 16_000]) expect(worstError(rate, 3, hz, 0.7)).toBeLessThan(0.6);
    }
  });

  it('hits gain at the centre, at 0 Hz and at the Nyquist frequency exactly', () => {
    const rate = 48_000;
    expect(equaliser.response!({ highMidGain: 7.5, highMidFrequency: 12_000 }, rate, 12_000)).toBeCloseTo(
      7.5,
      9,
    );
    expect(equaliser.response!({ lowGain: -9 }, rate, 1e-3)).toBeCloseTo(-9, 6);
    expect(equaliser.response!({ highGain: 9, highFrequency: 6000 }, rate, 24_000)).toBeCloseTo(
      prototypeDb('high-shelf', 6000, 9, Math.SQRT1_2, 24_000),
      6,
    );
  });

  it('a boost and the same cut undo each other', () => {
    const x = noise(20_000, 1, 0.5);
    const up = { lowGain: 10, lowMidGain: 6, highMidGain: 12, highGain: 8 };
    const down = Object.fromEntries(Object.entries(up).map(([id, gain]) => [id, -gain]));
    const [out] = run(equaliser, 44_100, down, run(equaliser, 44_100, up, [x]));
    expect(maxDifference(out!, x)).toBeLessThan(2e-6);
  });

  it('flat passes its input bit for bit, and does so again after a band was used', () => {
    const x = [noise(40_960, 1), noise(40_960, 2)];
    expect(run(equaliser, 48_000, {}, x).map((y, c) => maxDifference(y, x[c]!))).toEqual([0, 0]);
    const used = run(equaliser, 48_000, {}, x, (at) => (at < 4096 ? { highMidGain: 9 } : {}));
    expect(maxDifference(used[0]!.subarray(0, 4096), x[0]!.subarray(0, 4096))).toBeGreaterThan(0.1);
    expect(maxDifference(used[0]!.subarray(-8192), x[0]!.subarray(-8192))).toBe(0);
  });

  it('stays stable and finite at any rate and any corner of its ranges', () => {
    for (const rate of [8000, 44_100, 192_000]) {
      for (const gain of [-15, 15]) {
        for (const edge of ['min', 'max'] as const) {
          const params = Object.fromEntries(
            equaliser.parameters.map((spec) => [spec.id, spec.unit === 'dB' ? gain : spec[edge]]),
          );
          const burst = new Float32Array(rate * 2);
          burst.set(noise(2000, 3), 0);
          const [out] = run(equaliser, rate, params, [burst]);
          expect(out!.every((v) => Number.isFinite(v))).toBe(true);
          expect(Math.max(...out!.subarray(-100).map(Math.abs))).toBeLessThan(1e-3);
        }
      }
    }
  });

  it('a jump of the parameters is reached over one block without a step', () => {
    const rate = 48_000;
    const x = sine(12_800, rate, 100, 0.5);
    const [out] = run(equaliser, rate, {}, [x], (at) => (at < 6400 ? {} : { lowGain: 6, lowFrequency: 800 }));
    let worst = 0;
    for (let n = 1; n < out!.length; n += 1) worst = Math.max(worst, Math.abs(out![n]! - out![n - 1]!));
    expect(worst).toBeLessThan(2.5 * Math.abs(x[1]! - x[0]!));
  });
});

describe('compressor', () => {
  const rate = 48_000;
  /** A level that detectors of magnitude see as constant. */
  const square = (seconds: number, db: number): Float32Array =>
    Float32Array.from(
      { length: Math.round(seconds * rate) },
      (_, n) => (n % 2 === 0 ? 1 : -1) * 10 ** (db / 20),
    );

  it('has the static curve of the paper: ratio, knee, and its joins', () => {
    expect(staticGainDb(-40, -20, 4, 6)).toBe(0);
    expect(staticGainDb(-10, -20, 4, 6)).toBeCloseTo(-7.5, 12);
    expect(staticGainDb(-20, -20, 4, 6)).toBeCloseTo((-0.75 * 9) / 12, 12);
    expect(staticGainDb(-23, -20, 4, 6)).toBeCloseTo(0, 12);
    expect(staticGainDb(-17, -20, 4, 6)).toBeCloseTo(staticGainDb(-17, -20, 4, 5.999), 2);
    expect(staticGainDb(-10, -20, 1, 0)).toBeCloseTo(0, 12);
  });

  it.each([-30, -21, -19, -12, -3])('a steady level of %d dB comes out on the curve', (level) => {
    const params = { threshold: -20, ratio: 3, knee: 6, attack: 1, release: 50, makeUp: 2 };
    const [out] = run(compressor, rate, params, [square(0.5, level)]);
    const expected = level + staticGainDb(level, -20, 3, 6) + 2;
    expect(toDb(Math.abs(out!.at(-1)!))).toBeCloseTo(expected, 4);
  });

  it('attack: the reduction follows 1 - e^(-t/attack)', () => {
    const params = { threshold: -20, ratio: 2, knee: 0, attack: 10, release: 100, makeUp: 0 };
    const [out] = run(compressor, rate, params, [square(0.1, -10)]);
    const reduction = Float64Array.from(out!, (v) => -10 - toDb(Math.abs(v)));
    const expected = reduction.map((_, n) => 5 * (1 - Math.exp(-(n + 1) / (0.01 * rate))));
    expect(maxDifference(reduction, expected)).toBeLessThan(1e-4);
  });

  it('release: the peak falls as e^(-t/release), smoothed by the attack', () => {
    const params = { threshold: -20, ratio: 2, knee: 0, attack: 5, release: 80, makeUp: 0 };
    const loud = square(0.5, -10);
    const quiet = square(0.4, -40);
    const x = new Float32Array(loud.length + quiet.length);
    x.set(loud);
    x.set(quiet, loud.length);
    const [out] = run(compressor, rate, params, [x]);
    const a = Math.exp(-1 / (0.005 * rate));
    const r = Math.exp(-1 / (0.08 * rate));
    const reduction = Float64Array.from(out!.subarray(loud.length), (v) => -40 - toDb(Math.abs(v)));
    // y[n] = a·y[n-1] + (1-a)·5·r^n from 5: its closed form.
    const share = (1 - a) / (r - a);
    const expected = reduction.map((_, n) => 5 * (a ** (n + 1) + share * r * (r ** (n + 1) - a ** (n + 1))));
    expect(maxDifference(reduction, expected)).toBeLessThan(1e-4);
  });

  it('links channels, reports its reduction, and forgets on reset', () => {
    const params = { threshold: -30, ratio: 4, knee: 0, attack: 0.1, release: 1000, makeUp: 0 };
    const loud = square(0.1, -6);
    const quiet = loud.map((v) => v * 0.01);
    const instance = compressor.create(rate, 2);
    const block = [loud.slice(0, 4096), quiet.slice(0, 4096)];
    instance.process(block, 4096, params);
    expect(block[1]!.at(-1)! / quiet[4095]!).toBeCloseTo(block[0]!.at(-1)! / loud[4095]!, 5);
    expect(instance.gainReductionDb).toBeCloseTo(-18, 2);
    instance.reset();
    expect(instance.gainReductionDb).toBe(0);
    const again = [loud.slice(0, 4096), quiet.slice(0, 4096)];
    instance.process(again, 4096, params);
    expect(maxDifference(again[0]!, block[0]!)).toBe(0);
  });

  it('below the threshold it passes its input bit for bit; silence stays silence', () => {
    const x = noise(4096, 1, 0.01);
    expect(maxDifference(run(compressor, rate, { threshold: -20, makeUp: 0 }, [x])[0]!, x)).toBe(0);
    const zero = new Float32Array(4096);
    expect(maxDifference(run(compressor, rate, {}, [zero])[0]!, zero)).toBe(0);
  });
});

describe('the registry', () => {
  it('declares every parameter within its range, with ids of its own', () => {
    for (const spec of PROCESSORS) {
      expect(spec.id).toMatch(/^[a-z0-9-]+$/);
      expect(new Set(spec.parameters.map((p) => p.id)).size).toBe(spec.parameters.length);
      for (const parameter of spec.parameters) {
        expect(parameter.min).toBeLessThan(parameter.max);
        expect(clampToSpec(parameter, parameter.default)).toBe(parameter.default);
        if (parameter.taper === 'log') expect(parameter.min).toBeGreaterThan(0);
        if (parameter.choices !== undefined) {
          expect(parameter.choices).toHaveLength(parameter.max - parameter.min + 1);
        }
      }
    }
  });

  it('finds what strips name, by version', () => {
    expect(findProcessor('equaliser', 1)).toBe(equaliser);
    expect(findProcessor('equaliser', 2)).toBeUndefined();
    expect(findProcessor('reverb', 1)).toBeUndefined();
    for (const entry of defaultStrip()) {
      expect(entry.params).toEqual(defaultParams(findProcessor(entry.processor, entry.version)!.parameters));
    }
  });

  it.each(PROCESSORS.map((spec) => [spec.id, spec] as const))(
    '%s does not depend on how many channels run beside, and works on one',
    (_id, spec) => {
      const params = {
        frequency: 300,
        lowMidGain: 6,
        threshold: -30,
        ratio: 4,
      };
      const x = noise(4096, 4, 0.5);
      const [alone] = run(spec, 44_100, params, [x]);
      const [left, right] = run(spec, 44_100, params, [x, x.slice()]);
      expect(maxDifference(alone!, left!)).toBe(0);
      expect(maxDifference(alone!, right!)).toBe(0);
      expect(maxDifference(alone!, x)).toBeGreaterThan(0.01);
    },
  );
});
