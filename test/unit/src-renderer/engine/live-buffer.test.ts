import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveBuffer } from '../../../../src-renderer/engine/worklet/live-buffer.ts';

const RATE = 22_050;
const BLOCK = 40;
const TURNAROUND = 100;
const STEP = 256;
const MOST = TURNAROUND + 2 * STEP + 100;
const OPTIONS = { stems: 1, block: BLOCK, turnaround: TURNAROUND, mostTurnaround: MOST };

/** Sample n of the stem is n. */
const ramp = (block: number): Float32Array[] => [
  Float32Array.from({ length: BLOCK }, (_, n) => block * BLOCK + n),
];

/** @param arrivals frame at which each block's stems arrive @returns the input's sample at each frame, null for silence */
function heard(arrivals: readonly number[], frames: number) {
  const buffer = new LiveBuffer(RATE, OPTIONS);
  const out: (number | null)[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    for (const [block, at] of arrivals.entries()) if (at === frame) buffer.put(block, ramp(block), frame);
    out.push(buffer.seek(frame) ? (buffer.stems[0]?.[buffer.offset] ?? Number.NaN) : null);
  }
  return { out, buffer };
}

const onTime = (count: number): number[] => Array.from({ length: count }, (_, block) => (block + 1) * BLOCK);

describe('the buffer of live stems', () => {
  test('plays what arrives in time after the turnaround, gapless', () => {
    const { out, buffer } = heard(onTime(50), 1800);
    expect(out).toEqual(Array.from({ length: 1800 }, (_, n) => (n < TURNAROUND ? null : n - TURNAROUND)));
    expect(buffer).toMatchObject({ dropouts: 0, turnaround: TURNAROUND, isGap: false });
    expect(buffer.takeMargin()).toBe(TURNAROUND - BLOCK);
    expect(buffer.takeMargin()).toBeNull();
  });

  test('a block that is late by less than a step is played whole, all others after it as much later', () => {
    const { out, buffer } = heard(onTime(50).with(10, 10 * BLOCK + TURNAROUND + 200), 2000);
    const at = 10 * BLOCK + TURNAROUND;
    expect(out.slice(0, at)).toEqual(
      Array.from({ length: at }, (_, n) => (n < TURNAROUND ? null : n - TURNAROUND)),
    );
    expect(out.slice(at, at + STEP)).toEqual(Array(STEP).fill(null));
    expect(out.slice(at + STEP, 2000)).toEqual(
      Array.from({ length: 2000 - at - STEP }, (_, n) => 10 * BLOCK + n),
    );
    expect(buffer).toMatchObject({ dropouts: 1, turnaround: TURNAROUND + STEP });
  });

  test('late blocks in a row lengthen the turnaround once, a lasting gap again, and none beyond its limit', () => {
    const without = (...lost: number[]) => {
      const arrivals = onTime(200).map((at, block) => (lost.includes(block) ? Number.POSITIVE_INFINITY : at));
      const { dropouts, turnaround } = heard(arrivals, 200 * BLOCK).buffer;
      return { dropouts, turnaround };
    };
    expect(without(10, 11, 12)).toEqual({ dropouts: 3, turnaround: TURNAROUND + STEP });
    // 0.1 s are 2205 samples.
    const lasting = Array.from({ length: 60 }, (_, n) => 10 + n);
    expect(without(...lasting)).toEqual({ dropouts: 60, turnaround: TURNAROUND + 2 * STEP });
    expect(without(10, 50, 90, 130)).toEqual({ dropouts: 4, turnaround: MOST });
  });

  test('the turnaround can be shortened again: after a moment of silence what follows is played as early as at first', () => {
    const buffer = new LiveBuffer(RATE, OPTIONS);
    const frames = 3000;
    const out: (number | null)[] = [];
    for (let frame = 0; frame < frames; frame += 1) {
      if (frame % BLOCK === 0 && frame > 0 && frame !== 11 * BLOCK) {
        buffer.put(frame / BLOCK - 1, ramp(frame / BLOCK - 1), frame);
      }
      if (frame === 2000) buffer.shorten(frame);
      out.push(buffer.seek(frame) ? (buffer.stems[0]?.[buffer.offset] ?? Number.NaN) : null);
    }
    expect(out[1999]).toBe(1999 - TURNAROUND - STEP);
    expect(out.slice(2000, 2064)).toEqual(Array(64).fill(null));
    expect(out.slice(2064)).toEqual(Array.from({ length: frames - 2064 }, (_, n) => 2064 - TURNAROUND + n));
    expect(buffer).toMatchObject({ dropouts: 1, turnaround: TURNAROUND, isGap: false });
  });

  test('whatever arrives when, each sample is heard at most once, in order, and never before its time', () => {
    const lateness = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(lateness, (late) => {
        const { out, buffer } = heard(
          late.map((by, block) => (block + 1) * BLOCK + by),
          60 * BLOCK,
        );
        let before = -1;
        const wrong = [...out.entries()].filter(([frame, sample]) => {
          if (sample === null) return false;
          const isInOrder = sample > before;
          before = sample;
          return !isInOrder || frame - sample < TURNAROUND || frame - sample > buffer.turnaround;
        });
        expect(wrong).toEqual([]);
        expect(buffer.turnaround).toBeLessThanOrEqual(MOST);
      }),
      { seed: 19, numRuns: 100 },
    );
  });
});
