import { describe, expect, it } from 'vitest';
import { BANDS } from '../../../../../src-shared/mixing/processors/equaliser/bands.ts';
import { bandResponse, equaliser } from '../../../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import {
  BAND_KINDS,
  prototypeDb,
  type BandSetting,
} from '../../../../../src-shared/mixing/processors/equaliser/prototype.ts';
import { maxDifference, noise, sine } from '../../../../support/signals.ts';
import { binFrequency, measured, run, type Params } from './running.ts';

const only = ({ kind, hz, gainDb, q, order }: BandSetting): Params => ({
  ...{ on1: 1, on2: 0, on3: 0, on4: 0 },
  ...{ kind1: BAND_KINDS.indexOf(kind), frequency1: hz, gain1: gainDb, q1: q, slope1: order - 1 },
});

const [FIRST] = BANDS;
const FREQUENCIES = [20, 63, 250, 1000, 3150, 8000, 11_500, 14_300, 16_800, 18_500, 20_000];

/** Where a band's own level is what matters: below, it takes away more than anybody hears. */
const FLOOR_DB = { 'high-pass': -40, 'low-pass': -40, notch: -15 } as const;
const floorOf = (kind: BandSetting['kind']): number =>
  kind in FLOOR_DB ? FLOOR_DB[kind as keyof typeof FLOOR_DB] : -Infinity;

function settings(hz: number): BandSetting[] {
  const of = (kind: BandSetting['kind'], gainDb: number, q: number, order = 2): BandSetting => ({
    ...{ kind, hz, gainDb, q, order },
  });
  const gains = [-18, -6, 3, 18];
  return [
    ...gains.flatMap((gain) => [0.2, 0.5, 1, 2, 4, 7, 12].map((q) => of('bell', gain, q))),
    ...gains.flatMap((gain) => [0.4, 0.71, 1].map((q) => of('low-shelf', gain, q))),
    ...gains.flatMap((gain) => [0.4, 0.71, 1].map((q) => of('high-shelf', gain, q))),
    ...[1, 2, 4, 12].map((q) => of('notch', 0, q)),
    ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((order) => [
      of('high-pass', 0, 1, order),
      of('low-pass', 0, 1, order),
    ]),
  ];
}

describe('the equaliser’s bands', () => {
  it.each([
    [44_100, 0.1],
    [48_000, 0.05],
    [88_200, 0.002],
    [96_000, 0.002],
  ])('at %i Hz follow their analogue prototypes to 20 kHz within %f dB', (rate, limit) => {
    for (const hz of FREQUENCIES) {
      for (const setting of settings(hz)) {
        const response = bandResponse(FIRST!, only(setting), rate);
        for (let at = 20; at <= 20_000; at *= 1.08) {
          const wanted = prototypeDb(setting, at);
          if (wanted < floorOf(setting.kind)) continue;
          const error = Math.abs(response(at) - wanted);
          if (!(error <= limit)) {
            expect.fail(`${JSON.stringify(setting)} is ${error} dB off at ${at} Hz`);
          }
        }
      }
    }
  });

  it.each<[number, Params]>([
    [44_100, { gain1: 9, frequency1: 120 }],
    [48_000, { gain2: -12, frequency2: 400, q2: 3 }],
    [48_000, { gain3: 12, frequency3: 10_000, q3: 1 }],
    [96_000, { gain4: -9, frequency4: 8000 }],
    [44_100, { gain1: -6, gain2: 5, gain3: 7, gain4: 4 }],
    [44_100, { on5: 1, kind5: 3, frequency5: 80, slope5: 7, on9: 1, kind9: 4, frequency9: 9000, slope9: 2 }],
    [48_000, { on12: 1, kind12: 5, frequency12: 1000, q12: 4, gain2: 3 }],
  ])('at %i Hz %o do what their response says, measured from an impulse', (rate, params) => {
    const response = measured(equaliser, rate, params);
    const stated = equaliser.response!(params, rate);
    for (let hz = 50; hz < 0.49 * rate; hz *= 1.3) {
      const at = binFrequency(hz, rate);
      if (stated(at) < -70) continue;
      expect(Math.abs(response(at) - stated(at))).toBeLessThan(0.01);
    }
  });

  it('have their exact gain at their own frequency', () => {
    for (const hz of [30, 997, 12_000, 19_000]) {
      const params = only({ kind: 'bell', hz, gainDb: 7.5, q: 2, order: 2 });
      expect(bandResponse(FIRST!, params, 44_100)(hz)).toBeCloseTo(7.5, 4);
    }
  });

  it('a boost and the same cut undo each other', () => {
    const x = noise(20_000, 1, 0.5);
    const up = { gain1: 10, gain2: 6, gain3: 12, gain4: 8 };
    const down = Object.fromEntries(Object.entries(up).map(([id, gain]) => [id, -gain]));
    const [out] = run(equaliser, 44_100, down, run(equaliser, 44_100, up, [x]));
    expect(maxDifference(out!, x)).toBeLessThan(2e-6);
  });

  it('at 0 dB or off pass their input bit for bit, and do so again after they were used', () => {
    const x = [noise(81_920, 1), noise(81_920, 2)];
    expect(run(equaliser, 48_000, {}, x).map((y, c) => maxDifference(y, x[c]!))).toEqual([0, 0]);
    const used = run(equaliser, 48_000, {}, x, (at) =>
      at < 4096 ? { gain3: 9, on8: 1, kind8: 3, frequency8: 300 } : {},
    );
    expect(maxDifference(used[0]!.subarray(0, 4096), x[0]!.subarray(0, 4096))).toBeGreaterThan(0.1);
    expect(maxDifference(used[0]!.subarray(-8192), x[0]!.subarray(-8192))).toBe(0);
  });

  it('stay stable and finite at any rate and any corner of their ranges', () => {
    for (const rate of [8000, 44_100, 192_000]) {
      for (const hz of [20, 20_000]) {
        for (const setting of settings(hz)) {
          const burst = new Float32Array(Math.min(rate * 2, 120_000));
          burst.set(noise(2000, 3), 0);
          const [out] = run(equaliser, rate, only(setting), [burst]);
          expect(out!.every((v) => Number.isFinite(v))).toBe(true);
          expect(Math.max(...out!.subarray(-100).map(Math.abs))).toBeLessThan(0.02);
        }
      }
    }
  });

  it('a jump of the parameters is reached over one block without a step', () => {
    const rate = 48_000;
    const x = sine(12_800, rate, 100, 0.5);
    const [out] = run(equaliser, rate, {}, [x], (at) => (at < 6400 ? {} : { gain1: 6, frequency1: 800 }));
    let worst = 0;
    for (let n = 1; n < out!.length; n += 1) worst = Math.max(worst, Math.abs(out![n]! - out![n - 1]!));
    expect(worst).toBeLessThan(2.5 * Math.abs(x[1]! - x[0]!));
  });
});
