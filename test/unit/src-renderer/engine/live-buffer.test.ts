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

  test('several late blocks in a row are one dropout; the turnaround grows no further than it may', () => {
    const never = Number.POSITIVE_INFINITY;
    let arrivals = onTime(200);
    for (const lost of [10, 11, 12, 50, 90, 91, 130, 170]) arrivals = arrivals.with(lost, never);
    const { buffer } = heard(arrivals, 200 * BLOCK);
    expect(buffer).toMatchObject({ dropouts: 5, turnaround: MOST });
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
        for (const [frame, sample] of out.entries()) {
          if (sample === null) continue;
          expect(sample).toBeGreaterThan(before);
          expect(frame - sample).toBeGreaterThanOrEqual(TURNAROUND);
          expect(frame - sample).toBeLessThanOrEqual(buffer.turnaround);
          before = sample;
        }
        expect(buffer.turnaround).toBeLessThanOrEqual(MOST);
      }),
      { seed: 19, numRuns: 100 },
    );
  });
});
