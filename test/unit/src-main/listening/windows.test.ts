import { describe, expect, it } from 'vitest';
import { planWindows, windowsOver } from '../../../../src-main/listening/windows.ts';

describe('windows', () => {
  it.each([
    [1, 1, [0]],
    [32, 1, [0]],
    [33, 2, [0]],
    [64, 2, [0]],
    [65, 3, [0, 1]],
    [96, 3, [0, 32]],
    [97, 4, [0, 32, 33]],
    [160, 5, [0, 32, 64, 96]],
  ])('of %i frames: %i slots', (frames, slots, windows) => {
    expect(planWindows(frames, 64)).toEqual({ slots, slotFrames: 32, windows });
  });

  it('cover every frame, reach past the end only where the whole is shorter, and lie over the slots they belong to', () => {
    for (let frames = 1; frames < 400; frames += 1) {
      const plan = planWindows(frames, 64);
      const covered = new Set(
        plan.windows.flatMap((from) => Array.from({ length: 64 }, (_, at) => from + at)),
      );
      expect(Array.from({ length: frames }, (_, frame) => frame).every((frame) => covered.has(frame))).toBe(
        true,
      );
      if (frames >= 64) expect(Math.max(...covered)).toBe(frames - 1);
      for (let slot = 0; slot < plan.slots; slot += 1) {
        const over = windowsOver(plan, slot).map((window) => plan.windows[window] ?? Number.NaN);
        expect(over.every((from) => from < (slot + 1) * 32 && from + 64 > slot * 32)).toBe(true);
      }
    }
  });

  it('hear each slot twice but the first and the last', () => {
    const plan = planWindows(160, 64);
    expect([0, 1, 2, 3, 4].map((slot) => windowsOver(plan, slot))).toEqual([
      [0],
      [0, 1],
      [1, 2],
      [2, 3],
      [3],
    ]);
    expect([0, 1].map((slot) => windowsOver(planWindows(64, 64), slot))).toEqual([[0], [0]]);
  });
});
