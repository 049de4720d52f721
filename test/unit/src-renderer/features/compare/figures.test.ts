import { describe, expect, it } from 'vitest';
import { figuresOf, planesOf } from '../../../../../src-renderer/features/compare/figures.ts';

const RATE = 8000;
const sine = (hz: number, amplitude: number, frames = 2 * RATE): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE));
const never = new AbortController().signal;

describe('figures of two stems', () => {
  it('measures levels and agreement in closed form', async () => {
    // Orthogonal over whole periods: the second has a part of a tenth of the amplitude that the first lacks.
    const first = sine(500, 0.5);
    const second = first.map((x, n) => x + 0.05 * Math.sin((2 * Math.PI * 1000 * n) / RATE));
    const { levels, agreement } = await figuresOf([[first], [second]], RATE, never);
    expect(levels[0].rmsDb).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 4);
    expect(levels[1].rmsDb).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2) + 10 * Math.log10(1.01), 4);
    expect(agreement).toBeCloseTo(20, 3);
  });

  it('matches loudness, not only level: half the amplitude is 6 dB quieter', async () => {
    const { levels } = await figuresOf([[sine(500, 0.5)], [sine(500, 0.25)]], RATE, never);
    expect((levels[0].lufs ?? NaN) - (levels[1].lufs ?? NaN)).toBeCloseTo(20 * Math.log10(2), 4);
  });

  it('has no agreement where one is silent, and an endless one where both are the same', async () => {
    const sound = sine(500, 0.5);
    const silence = new Float32Array(sound.length);
    const silent = await figuresOf([[sound], [silence]], RATE, never);
    expect(silent.agreement).toBeNull();
    expect(silent.levels[1]).toEqual({ rmsDb: null, lufs: null });
    expect((await figuresOf([[sound], [sound]], RATE, never)).agreement).toBe(Infinity);
  });

  it('measures the same in one slice as in several', async () => {
    const long = sine(500, 0.5, 9 * RATE);
    const pair = [[long], [long.map((x, n) => x + (n % 7) / 100)]] as const;
    const sliced = await figuresOf(pair, RATE, never);
    const whole = await figuresOf(pair, 10 * RATE, never);
    expect(sliced.agreement).toBeCloseTo(whole.agreement ?? NaN, 9);
    expect(sliced.levels[1].rmsDb).toBeCloseTo(whole.levels[1].rmsDb ?? NaN, 9);
  });

  it('ends when it is asked to', async () => {
    await expect(figuresOf([[sine(5, 1)], [sine(5, 1)]], RATE, AbortSignal.abort())).rejects.toThrow();
  });
});

it('splits channels and fills up what is missing', () => {
  expect(planesOf(Float32Array.of(1, 2, 3, 4), 2, 3)).toEqual([
    Float32Array.of(1, 3, 0),
    Float32Array.of(2, 4, 0),
  ]);
});
