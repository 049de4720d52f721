import { expect, test } from 'vitest';
import { LiveStems } from '../../../../src-main/separation/live-stems.ts';

const DELAY = 3;
const BLOCK = 8;

test('stems and rest add up to the input, late by the delay, whatever the model estimates', () => {
  const plan = {
    stems: [
      { name: 'violins', label: 'Violins', instrument: 'violin', player: null, slots: [0, 1] },
      { name: 'cello', label: 'Cello', instrument: 'cello', player: 'cello', slots: [2] },
    ],
  } as const;
  const stems = new LiveStems(plan, DELAY);
  const input = Float32Array.from({ length: 3 * BLOCK }, (_, n) => (n + 1) / 32);
  const out: Float32Array[][] = [];
  for (let at = 0; at < input.length; at += BLOCK) {
    // Powers of two, so that sums of floats are exact.
    const estimates = [0.25, 0.5, -0.125, 9].map((value) => new Float32Array(BLOCK).fill(value * (at + 1)));
    out.push(stems.take(input.slice(at, at + BLOCK), estimates));
  }
  const whole = (stem: number): number[] => out.flatMap((block) => [...(block[stem] ?? [])]);
  expect(out[0]).toHaveLength(3);
  expect(whole(0).slice(0, 1)).toEqual([0.75]);
  expect(whole(1).slice(BLOCK, BLOCK + 1)).toEqual([-0.125 * (BLOCK + 1)]);
  const sum = whole(0).map((value, n) => value + (whole(1)[n] ?? 0) + (whole(2)[n] ?? 0));
  expect(sum.slice(0, DELAY)).toEqual([0, 0, 0]);
  expect(sum.slice(DELAY)).toEqual([...input.slice(0, input.length - DELAY)]);
});

test('a slot that the model did not give is a bug', () => {
  const plan = {
    stems: [{ name: 'cello', label: 'Cello', instrument: 'cello', player: 'cello', slots: [2] }],
  } as const;
  expect(() => new LiveStems(plan, 0).take(new Float32Array(4), [])).toThrow('lacks a slot');
});
