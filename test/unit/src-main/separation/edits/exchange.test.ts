import { describe, expect, it } from 'vitest';
import { EditFade } from '../../../../../src-main/separation/edits/crossfade.ts';
import { cyclesOf, exchanged } from '../../../../../src-main/separation/edits/exchange.ts';
import { seeded } from '../../../../support/random.ts';

const BITS = 16;
const FRAMES = 64;

describe('the sum of the stems', () => {
  it.each([1, 2, 3])('stays bit for bit in the fades, whatever changes places (seed %i)', (seed) => {
    const random = seeded(seed);
    const block = () => [
      Float32Array.from({ length: FRAMES }, () => Math.round((random() - 0.5) * 2 ** BITS) / 2 ** (BITS - 1)),
    ];
    const before = [block(), block(), block(), block()];
    const fade = new EditFade({ from: 20, to: 44 }, 16, FRAMES);
    const after = exchanged(before, block(), 0, [[0, 2, 3]], fade, BITS);
    const sum = (stems: readonly (readonly ArrayLike<number>[])[], n: number) =>
      stems.reduce((total, [samples]) => total + (samples?.[n] ?? NaN), 0);
    for (let n = 0; n < FRAMES; n += 1) expect(sum(after, n)).toBe(sum(before, n));
    expect(after[1]).toBe(before[1]);
    // Between the fades each has the next one's sound; outside them its own.
    const [samples] = [after[0]![0]!];
    for (const n of [30, 32, 33]) expect(samples[n]).toBe(before[2]![0]![n]);
    for (const n of [0, 5, 60]) expect(samples[n]).toBe(before[0]![0]![n]);
  });
});

describe('the cycles of a permutation', () => {
  it('are found, each once; stems that keep their sound are in none', () => {
    const sounds = new Map([
      [0, 3],
      [3, 0],
      [1, 2],
      [2, 4],
      [4, 1],
      [5, 5],
    ]);
    expect(cyclesOf(sounds)).toEqual([
      [0, 3],
      [1, 2, 4],
    ]);
  });

  it('do not exist where a stem gives nothing, or gives twice', () => {
    expect(cyclesOf(new Map([[0, 1]]))).toBeNull();
    expect(
      cyclesOf(
        new Map([
          [0, 1],
          [1, 1],
        ]),
      ),
    ).toBeNull();
  });
});
