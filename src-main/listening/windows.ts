/**
 * Divides a recording's frames into slots of half a window. Each window covers two slots, so every slot except the
 * first and the last is analysed twice.
 */
export interface WindowPlan {
  readonly slots: number;
  /** Frames per slot. */
  readonly slotFrames: number;
  /** First frame of each window; the window covers `2·slotFrames` frames, slots `index` and `index + 1`. */
  readonly windows: readonly number[];
}

/**
 * The last window ends with the recording if the recording is long enough; padding half a window with silence would
 * change the result.
 * @param frames at least 1
 * @param windowFrames even
 */
export function planWindows(frames: number, windowFrames: number): WindowPlan {
  const slotFrames = windowFrames / 2;
  const slots = Math.ceil(frames / slotFrames);
  const latest = Math.max(0, frames - windowFrames);
  const windows = Array.from({ length: Math.max(1, slots - 1) }, (_, index) =>
    Math.min(index * slotFrames, latest),
  );
  return { slots, slotFrames, windows };
}

/** The windows that cover a slot: one at either end, otherwise two. */
export function windowsOver(plan: WindowPlan, slot: number): readonly number[] {
  const last = plan.windows.length - 1;
  return [...new Set([Math.min(Math.max(0, slot - 1), last), Math.min(slot, last)])];
}
