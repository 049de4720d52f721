import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GLIDE, LiveBuffer } from '../../../../src-renderer/engine/worklet/live-buffer.ts';

const RATE = 22_050;
const BLOCK = 40;
const TURNAROUND = 100;
const STEP = 256;
const MOST = TURNAROUND + 2 * STEP + 100;
const OPTIONS = {
  ...{ stems: 1, block: BLOCK, warmUp: 0, trial: 0 },
  ...{ least: TURNAROUND - BLOCK, most: MOST - BLOCK },
};

const made = (): LiveBuffer => {
  const buffer = new LiveBuffer(RATE, OPTIONS);
  buffer.begin(0, TURNAROUND);
  return buffer;
};

/** Sample n of the stem is n. */
const ramp = (block: number): Float32Array[] => [
  Float32Array.from({ length: BLOCK }, (_, n) => block * BLOCK + n),
];

/** @param arrivals frame at which each block's stems arrive @returns the input's sample at each frame, null for silence */
function heard(arrivals: readonly number[], frames: number) {
  const buffer = made();
  const out: (number | null)[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    for (const [block, at] of arrivals.entries()) if (at === frame) buffer.put(block, ramp(block), frame);
    out.push(buffer.seek(frame) ? buffer.read(0) : null);
  }
  return { out, buffer };
}

const onTime = (count: number): number[] => Array.from({ length: count }, (_, block) => (block + 1) * BLOCK);

describe('the buffer of live stems', () => {
  test('plays what arrives in time after the turnaround, gapless', () => {
    const { out, buffer } = heard(onTime(50), 1800);
    expect(out).toEqual(Array.from({ length: 1800 }, (_, n) => (n < TURNAROUND ? null : n - TURNAROUND)));
    expect(buffer).toMatchObject({ dropouts: 0, turnaround: TURNAROUND, isGap: false });
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

  test('begins where it is told to, with what has arrived by then', () => {
    const buffer = new LiveBuffer(RATE, OPTIONS);
    const out: (number | null)[] = [];
    // Stems need 240 samples.
    for (let frame = 0; frame < 1200; frame += 1) {
      if (frame % BLOCK === 0 && frame > 240)
        buffer.put((frame - 280) / BLOCK, ramp((frame - 280) / BLOCK), frame);
      if (frame === 1000) buffer.begin(frame, 300);
      if (frame >= 1000) out.push(buffer.seek(frame) ? buffer.read(0) : null);
    }
    expect(out).toEqual(Array.from({ length: 200 }, (_, n) => 700 + n));
    expect(buffer).toMatchObject({ dropouts: 0, turnaround: 300 });
  });

  test.each([
    { by: 40, hz: 300 },
    { by: 40, hz: 8000 },
    { by: -40, hz: 300 },
    { by: -40, hz: 8000 },
  ])('glides by $by samples: a tone of $hz Hz keeps on, a little lower or higher', ({ by, hz }) => {
    const first = TURNAROUND + 100;
    const buffer = made();
    const tone = (at: number): number => Math.sin((2 * Math.PI * hz * at) / RATE);
    buffer.begin(0, first);
    const begins = 4000;
    const ends = begins + Math.abs(by) * GLIDE;
    let worst = 0;
    for (let frame = 0; frame < ends + 2000; frame += 1) {
      if (frame % BLOCK === 0 && frame > 0) {
        const block = frame / BLOCK - 1;
        buffer.put(block, [Float32Array.from({ length: BLOCK }, (_, n) => tone(block * BLOCK + n))], frame);
      }
      if (frame === begins) buffer.aim(first + by);
      if (!buffer.seek(frame)) {
        expect(frame).toBeLessThan(first);
        continue;
      }
      const steps = Math.min(Math.abs(by) * GLIDE, Math.max(0, frame - begins + 1));
      const error = Math.abs(buffer.read(0) - tone(frame - first - (Math.sign(by) * steps) / GLIDE));
      worst = Math.max(worst, error);
      // At rest nothing is interpolated.
      if (steps === 0 || frame >= ends) expect(error).toBeLessThan(1e-6);
    }
    // -60 dB below the tone.
    expect(worst).toBeLessThan(1e-3);
    expect(buffer).toMatchObject({ dropouts: 0, turnaround: first + by });
  });

  test('a gap ends a glide, and none begins right after one', () => {
    const buffer = made();
    const turnarounds = new Set<number>();
    for (let frame = 0; frame < 6000; frame += 1) {
      if (frame % BLOCK === 0 && frame > 0 && frame !== 75 * BLOCK) {
        buffer.put(frame / BLOCK - 1, ramp(frame / BLOCK - 1), frame);
      }
      if (frame === 2000 || (frame > 3000 && frame < 3800)) buffer.aim(TURNAROUND + 50);
      buffer.seek(frame);
      if (frame === 2999 || frame > 3200) turnarounds.add(buffer.turnaround);
    }
    expect([...turnarounds]).toEqual([TURNAROUND, TURNAROUND + STEP + 1]);
    expect(buffer.dropouts).toBe(1);
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
