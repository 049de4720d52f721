import { describe, expect, it } from 'vitest';
import {
  compressor,
  staticGainDb,
} from '../../../../../src-shared/mixing/processors/compressor/compressor.ts';
import { equaliser } from '../../../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { highPass } from '../../../../../src-shared/mixing/processors/high-pass/high-pass.ts';
import { clampToSpec, defaultParams } from '../../../../../src-shared/mixing/processors/parameters.ts';
import {
  defaultStrip,
  findProcessor,
  PROCESSORS,
} from '../../../../../src-shared/mixing/processors/registry.ts';
import { maxDifference, noise, toDb } from '../../../../support/signals.ts';
import { binFrequency, measured, run } from './running.ts';

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
      expect(highPass.response!({ frequency: hz, slope }, rate)(at)).toBeCloseTo(expected, 6);
    }
  });

  it('takes a constant away', () => {
    const [out] = run(highPass, 48_000, { frequency: 60, slope: 1 }, [new Float32Array(48_000).fill(1)]);
    expect(maxDifference(out!.subarray(-1000), new Float32Array(1000))).toBeLessThan(1e-6);
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

  it.each([
    [-30, 4, 6, 0],
    [-18, 2, 24, 3],
    [-24, 20, 0, 0],
    [-40, 1, 12, 6],
  ])(
    'threshold %d dB, ratio %d, knee %d dB, make-up %d dB: each sample is that of the paper',
    (...setting) => {
      const [threshold, ratio, knee, makeUp] = setting;
      const params = { threshold, ratio, knee, attack: 2, release: 40, makeUp };
      // Loud and quiet passages, and silence between them.
      const shape = (n: number): number => [1, 0, 0.03, 0.3, 1e-4][Math.floor(n / 2048)]!;
      const sides = [1, 2].map((seed) => noise(5 * 2048, seed, 1).map((x, n) => x * shape(n)));
      const a = Math.exp(-1 / (0.002 * rate));
      const r = Math.exp(-1 / (0.04 * rate));
      let peak = 0;
      let smooth = 0;
      const gains = Float64Array.from(sides[0]!, (_, n) => {
        const level = Math.max(...sides.map((side) => Math.abs(side[n]!)));
        const wanted = level === 0 ? 0 : -staticGainDb(toDb(level), threshold, ratio, knee);
        peak = Math.max(wanted, r * peak + (1 - r) * wanted);
        smooth = a * smooth + (1 - a) * peak;
        return 10 ** ((makeUp - smooth) / 20);
      });
      const out = run(compressor, rate, params, sides);
      for (const [side, x] of sides.entries()) {
        const expected = x.map((value, n) => value * gains[n]!);
        // Half a step of a 32-bit float below 4.
        expect(maxDifference(out[side]!, expected)).toBeLessThan(2.4e-7);
      }
    },
  );

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

describe('the compressor’s side chain and mix', () => {
  const rate = 48_000;
  const params = { threshold: -30, ratio: 8, knee: 0, attack: 1, release: 50, makeUp: 0 };

  it('a high-pass in the side chain lets bass through, and still hears treble', () => {
    const tone = (hz: number): Float32Array =>
      Float32Array.from({ length: rate / 2 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate));
    const gain = (hz: number, sideChain: number): number => {
      const [out] = run(compressor, rate, { ...params, sideChain }, [tone(hz)]);
      const power = (x: Float32Array): number => x.subarray(rate / 4).reduce((sum, v) => sum + v * v, 0);
      return 10 * Math.log10(power(out!) / power(tone(hz)));
    };
    expect(gain(40, 20)).toBeLessThan(-15);
    expect(gain(40, 500)).toBeGreaterThan(-1);
    expect(gain(3000, 500)).toBeCloseTo(gain(3000, 20), 0);
  });

  it('the mix is between the input and the compressed signal', () => {
    const x = noise(8192, 3, 0.5);
    const [whole] = run(compressor, rate, params, [x]);
    const [half] = run(compressor, rate, { ...params, mix: 50 }, [x]);
    const [none] = run(compressor, rate, { ...params, mix: 0 }, [x]);
    expect(maxDifference(none!, x)).toBe(0);
    expect(
      maxDifference(
        half!,
        x.map((v, n) => (v + whole![n]!) / 2),
      ),
    ).toBeLessThan(1e-7);
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
    expect(findProcessor('equaliser', 2)).toBe(equaliser);
    expect(findProcessor('equaliser', 1)).toBeUndefined();
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
        gain2: 6,
        threshold: -30,
        ratio: 4,
        trim: -3,
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
