import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegionMask } from '../../../../../src-shared/dsp/region/mask.ts';
import {
  shiftedShapes,
  spanOfShapes,
  type RegionShape,
} from '../../../../../src-shared/dsp/region/shapes.ts';

const RATE = 8000;
const FFT = 1024;
const framing = { fftSize: FFT };
const binOf = (hz: number): number => Math.round((hz * FFT) / RATE);
const maskOf = (shapes: readonly RegionShape[], from = 0, to = 10 * RATE): RegionMask =>
  new RegionMask(shapes, { from, to }, RATE, framing);
const rectangle = (change: object = {}): RegionShape => ({
  ...{ kind: 'rectangle', erase: false, from: RATE, to: 3 * RATE, lowHz: 500, highHz: 1500 },
  ...change,
});
const square: RegionShape = {
  kind: 'lasso',
  erase: false,
  points: [
    { at: RATE, hz: 500 },
    { at: 3 * RATE, hz: 500 },
    { at: 3 * RATE, hz: 1500 },
    { at: RATE, hz: 1500 },
  ],
};

describe('RegionMask', () => {
  it('of a rectangle is its band during its passage, half on every edge', () => {
    const mask = maskOf([rectangle()]);
    expect(mask.at(2 * RATE)[binOf(1000)]).toBe(1);
    expect(mask.at(2 * RATE)[binOf(300)]).toBe(0);
    expect(mask.at(RATE)[binOf(1000)]).toBeCloseTo(0.5, 12);
    expect(mask.at(3 * RATE)[binOf(1000)]).toBeCloseTo(0.5, 12);
    expect(mask.at(0.5 * RATE)[binOf(1000)]).toBe(0);
  });

  it('leaves an end of the whole edit to the fade in time', () => {
    const mask = maskOf([rectangle()], RATE, 3 * RATE);
    for (const centre of [0, RATE, 2 * RATE, 3 * RATE, 4 * RATE])
      expect(mask.at(centre)[binOf(1000)]).toBe(1);
  });

  it('needs no filter for a passage with all its frequencies', () => {
    const all = rectangle({ lowHz: null, highHz: null });
    expect(maskOf([all], RATE, 3 * RATE).isAll).toBe(true);
    expect(maskOf([all]).isAll).toBe(false);
    expect(maskOf([all, rectangle({ erase: true })], RATE, 3 * RATE).isAll).toBe(false);
  });

  it('of a lasso that is a rectangle is nearly that rectangle', () => {
    const [mask, reference] = [maskOf([square]), maskOf([rectangle()])];
    for (let centre = 0; centre < 4 * RATE; centre += 97) {
      const [weights, expected] = [mask.at(centre), reference.at(centre)];
      for (const [bin, weight] of weights.entries()) {
        // The corners of a polygon are round.
        if (Math.abs(weight - expected[bin]!) > 0.26) throw new Error(`${centre}, ${bin}: ${weight}`);
        const isInside = centre > 1.1 * RATE && centre < 2.9 * RATE && bin > binOf(600) && bin < binOf(1400);
        if (isInside && weight !== 1) throw new Error(`${centre}, ${bin} is inside: ${weight}`);
      }
    }
  });

  it('of a lasso that crosses itself leaves out what lies inside twice', () => {
    const points = [
      { at: RATE, hz: 250 },
      { at: 3 * RATE, hz: 2000 },
      { at: 3 * RATE, hz: 250 },
      { at: RATE, hz: 2000 },
    ];
    const mask = maskOf([{ kind: 'lasso', erase: false, points }]);
    const early = mask.at(1.4 * RATE);
    expect(early[binOf(707)]).toBeGreaterThan(0.99);
    expect(mask.at(2 * RATE)[binOf(300)]).toBe(0);
    expect(mask.at(2.6 * RATE)[binOf(707)]).toBeGreaterThan(0.99);
  });

  it('of a brush is an ellipse: whole in the middle, nothing at the rim, a half between', () => {
    const dot = { at: 2 * RATE, hz: 1000 };
    const mask = maskOf([{ kind: 'brush', erase: false, points: [dot], seconds: 1, semitones: 24 }]);
    const weight = (seconds: number, hz: number): number => mask.at(seconds * RATE)[binOf(hz)] ?? NaN;
    expect(weight(2, 1000)).toBe(1);
    expect(weight(2.2, 1000)).toBe(1);
    expect(weight(2.375, 1000)).toBeCloseTo(0.5, 6);
    expect(weight(2.51, 1000)).toBe(0);
    expect(weight(2, 1400)).toBe(1);
    expect(weight(2, 2050)).toBe(0);
    expect(weight(2.4, 1700)).toBe(0);
  });

  it('of a stroke covers its whole way', () => {
    const points = [
      { at: RATE, hz: 300 },
      { at: 3 * RATE, hz: 1200 },
    ];
    const mask = maskOf([{ kind: 'brush', erase: false, points, seconds: 0.3, semitones: 4 }]);
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const hz = 300 * 4 ** share;
      expect(mask.at(RATE + 2 * RATE * share)[binOf(hz)]).toBeGreaterThan(0.95);
    }
    expect(mask.at(2 * RATE)[binOf(300)]).toBe(0);
  });

  it('adds and erases in order', () => {
    const [add, erase] = [rectangle(), rectangle({ from: 1.5 * RATE, to: 2.5 * RATE, erase: true })];
    expect(maskOf([add, erase]).at(2 * RATE)[binOf(1000)]).toBe(0);
    expect(maskOf([add, erase]).at(1.2 * RATE)[binOf(1000)]).toBe(1);
    expect(maskOf([erase, add]).at(2 * RATE)[binOf(1000)]).toBe(1);
    expect(maskOf([add, add]).at(RATE)[binOf(1000)]).toBeCloseTo(0.5, 12);
  });

  const place = fc.record({
    at: fc.integer({ min: 0, max: 4 * RATE }),
    hz: fc.double({ min: 20, max: 4000, noNaN: true }),
  });
  const shape: fc.Arbitrary<RegionShape> = fc.oneof(
    fc.record({
      kind: fc.constant('lasso' as const),
      erase: fc.boolean(),
      points: fc.array(place, { minLength: 3, maxLength: 12 }),
    }),
    fc.record({
      kind: fc.constant('brush' as const),
      erase: fc.boolean(),
      points: fc.array(place, { minLength: 1, maxLength: 12 }),
      seconds: fc.double({ min: 0.02, max: 2, noNaN: true }),
      semitones: fc.double({ min: 0.25, max: 40, noNaN: true }),
    }),
  );

  it('stays from 0 to 1, is zero outside its span, and moves with its shapes', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (shapes) => {
        const span = spanOfShapes(shapes, RATE);
        const mask = maskOf(shapes);
        const moved = maskOf(shiftedShapes(shapes, RATE));
        for (let centre = 0; centre < 5 * RATE; centre += 1013) {
          const weights = mask.at(centre);
          const outside = span === null || centre < span.from - 0.04 * RATE || centre > span.to + 0.04 * RATE;
          for (const [bin, weight] of weights.entries()) {
            if (!(weight >= 0 && weight <= 1)) throw new Error(`a weight of ${weight} in bin ${bin}`);
            if (outside && weight !== 0) throw new Error(`${weight} outside of the span`);
            const other = moved.at(centre + RATE)[bin]!;
            if (Math.abs(other - weight) > 1e-6) throw new Error(`${weight} moved is ${other}`);
          }
        }
      }),
      { numRuns: 40, seed: 17 },
    );
  });
});
